package org.postern.reach.relay;

import java.util.List;
import java.util.regex.Pattern;
import org.postern.reach.RelayId;

/// How to reach a relay, and what it shall do for us.
///
/// @param user on that host; only `root` may be given ports below 1024 by OpenSSH
/// @param hostKey its fingerprint as OpenSSH prints it, `SHA256:…`
/// @param forwards where it listens
public record RelayTarget(RelayId id, String user, String host, int port, String hostKey, List<Forward> forwards) {
    private static final Pattern PLACE =
            Pattern.compile("([A-Za-z0-9._-]{1,64})@([A-Za-z0-9.:-]{1,255}?|\\[[0-9a-fA-F:]+])(?::([0-9]{1,5}))?");

    /// @param address that the relay listens on; `*` for all
    /// @param port that senders connect to
    public record Forward(String address, int port) {}

    /// Where a relay's SSH answers.
    public record Place(String user, String host, int port) {
        /// Reads `user@host` or `user@host:port`; an IPv6 address stands in brackets.
        ///
        /// @throws IllegalArgumentException with words for the operator
        public static Place parse(String text) {
            var match = PLACE.matcher(text);
            if (!match.matches()) {
                throw new IllegalArgumentException("write a relay as user@host or user@host:port, not '" + text + "'");
            }
            int port = match.group(3) == null ? 22 : Integer.parseInt(match.group(3));
            if (port < 1 || port > 0xFFFF) {
                throw new IllegalArgumentException("there is no port " + port);
            }
            var host = match.group(2);
            return new Place(match.group(1), host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
        }
    }

    public RelayTarget {
        forwards = List.copyOf(forwards);
    }
}
