package org.postern.server.net;

import java.time.Duration;
import java.util.List;
import org.postern.server.settings.Setting;

/// How names are looked up.
public record NameSettings(
        @Setting("Resolvers to ask, as IP address or ADDRESS:PORT; none for those of the system.")
        List<String> servers,

        @Setting(value = "How long one resolver has for one answer.", standard = "5s", min = "100ms", max = "60s")
        Duration timeout) {
    public static NameSettings usual() {
        return new NameSettings(List.of(), Duration.ofSeconds(5));
    }
}
