package org.postern.server.smtpout;

import java.time.Duration;
import java.util.List;
import org.postern.server.settings.Setting;

/// How mail goes to other servers.
public record DeliverySettings(
        @Setting("Fixed routes in place of MX look-ups, each `DOMAIN=HOST:PORT`; `*` for every other domain.")
        List<String> routes,

        @Setting(value = "Deliver to private and loopback addresses that the DNS names.", standard = "false")
        boolean allowPrivateDestinations,

        @Setting(value = "Port of other servers.", standard = "25", min = "1", max = "65535")
        int port,

        @Setting(value = "How long one address has to take a connection.", standard = "30s", min = "100ms", max = "5m")
        Duration connectTimeout) {
    public static DeliverySettings usual() {
        return new DeliverySettings(List.of(), false, 25, Duration.ofSeconds(30));
    }
}
