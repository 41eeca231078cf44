package org.postern.server.net;

import java.net.InetAddress;
import org.postern.reach.Failure;
import org.postern.reach.RelayId;
import org.postern.reach.Stage;
import org.postern.wire.address.Domain;

/// Hears from the doors how far peers come. An address told here is folded into figures of its network
/// at once and kept nowhere (THREAT T-40).
///
/// Called on the way of each session and each look-up: an implementation never blocks.
public interface Sightings {
    /// Nobody listens.
    Sightings NONE = new Sightings() {
        @Override
        public void passed(InetAddress from, RelayId by, Stage stage) {}

        @Override
        public void broke(InetAddress from, RelayId by, Stage after, Failure failure, long octets) {}
    };

    /// A peer came to a stage.
    ///
    /// @param by the relay that it came in by; of a look-up, one that the answer named
    void passed(InetAddress from, RelayId by, Stage stage);

    /// A session ended before its time, or a message came so slowly that it hardly came: then after
    /// [Stage#TEXT_ENDED].
    ///
    /// @param octets of the message that had come; 0 when none was on its way, or one came to its end
    void broke(InetAddress from, RelayId by, Stage after, Failure failure, long octets);

    /// A message was kept, and so its peer is somebody whom we exchange mail with.
    ///
    /// @param sender the domain of its return path, which anybody can forge
    default void wrote(InetAddress from, Domain sender) {}
}
