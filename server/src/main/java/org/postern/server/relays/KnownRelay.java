package org.postern.server.relays;

import java.util.ArrayList;
import java.util.List;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.plan.Pool;
import org.postern.reach.relay.RelayTarget;

/// A relay as the operator added it.
///
/// @param hostKey its fingerprint as OpenSSH prints it, `SHA256:…`; pinned
public record KnownRelay(
        Relay relay, RelayTarget.Place place, String hostKey, Listening listening, Pool.Standing standing) {
    /// What it is asked to listen on. The ports are the relay's; senders see 25 and 443, directly or by
    /// a redirection of its firewall.
    ///
    /// @param address on the relay, `*` for all
    /// @param webPort 0 for none
    public record Listening(String address, int mailPort, int webPort) {
        public static Listening usual() {
            return new Listening("*", 25, 443);
        }
    }

    public RelayId id() {
        return relay.id();
    }

    /// For the SSH connection.
    RelayTarget target() {
        return target(relay.id(), place, hostKey, listening);
    }

    /// As [#target], of a relay that is not known yet.
    static RelayTarget target(RelayId id, RelayTarget.Place place, String hostKey, Listening listening) {
        var forwards = new ArrayList<>(List.of(new RelayTarget.Forward(listening.address(), listening.mailPort())));
        if (listening.webPort() != 0) {
            forwards.add(new RelayTarget.Forward(listening.address(), listening.webPort()));
        }
        return new RelayTarget(id, place.user(), place.host(), place.port(), hostKey, forwards);
    }
}
