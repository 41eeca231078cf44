package org.postern.server.net;

import java.util.Optional;
import org.postern.server.settings.HostPort;

/// Reads `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address.
public final class HostPortText {
    private static final int LARGEST_PORT = 65535;

    private HostPortText() {}

    /// @param port when none is written
    public static Optional<HostPort> parse(String text, int port) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                return Optional.empty();
            }
            var rest = text.substring(end + 1);
            return rest.isEmpty()
                    ? Optional.of(new HostPort(text.substring(1, end), port))
                    : withPort(text.substring(1, end), rest.startsWith(":") ? rest.substring(1) : "");
        }
        int colon = text.indexOf(':');
        if (colon < 0 || colon != text.lastIndexOf(':')) {
            return text.isBlank() ? Optional.empty() : Optional.of(new HostPort(text, port));
        }
        return withPort(text.substring(0, colon), text.substring(colon + 1));
    }

    private static Optional<HostPort> withPort(String host, String port) {
        if (host.isBlank() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > LARGEST_PORT) {
            return Optional.empty();
        }
        return Optional.of(new HostPort(host, Integer.parseInt(port)));
    }
}
