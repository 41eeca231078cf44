package org.postern.server.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Opens connections outward. Whoever decides on the egress (directly, or through a relay) stands
/// behind this; a dialler never judges what the other side says afterwards.
@FunctionalInterface
public interface Dialer {
    /// @param timeout until the connection stands
    /// @throws DialFailed with the word for why
    Line dial(InetSocketAddress to, Duration timeout) throws DialFailed;

    /// The ways by which the same destination may be tried, one after the other, best first: the next one
    /// only when the network failed ([DialFailed#isOfNetwork]).
    ///
    /// @return none when every way is down
    default List<Dialer> ways(InetSocketAddress to) {
        return List.of(this);
    }

    /// What came of one of [#ways], so that the next choice is better.
    ///
    /// @param failure empty when the other side spoke to us, whatever it said
    default void heard(InetSocketAddress to, Optional<DialFailed.Word> failure) {}
}
