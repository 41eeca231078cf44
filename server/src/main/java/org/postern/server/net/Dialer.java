package org.postern.server.net;

import java.net.InetSocketAddress;
import java.time.Duration;

/// Opens connections outward. Whoever decides on the egress (directly, or through a relay) stands
/// behind this; a dialler never judges what the other side says afterwards.
@FunctionalInterface
public interface Dialer {
    /// @param timeout until the connection stands
    /// @throws DialFailed with the word for why
    Line dial(InetSocketAddress to, Duration timeout) throws DialFailed;
}
