package org.postern.server.relays;

import org.postern.server.settings.Setting;

/// Relays and their limits. The relays themselves are added by `postern relay add`.
public record RelaySettings(
        @Setting(value = "Connections that one relay may bring at a time.", standard = "1500", min = "1", max = "50000")
        int connections) {
    public static RelaySettings usual() {
        return new RelaySettings(1500);
    }
}
