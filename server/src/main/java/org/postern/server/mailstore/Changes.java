package org.postern.server.mailstore;

import java.util.List;

/// What happened to objects of one type since a state (RFC 8620 §5.2).
public sealed interface Changes<I> {
    /// @param hasMore the list was cut; ask again from `newState`
    record Since<I>(List<I> created, List<I> updated, List<I> destroyed, long newState, boolean hasMore)
            implements Changes<I> {}

    /// The state is unknown, in the future, or so old that its traces are gone.
    record CannotTell<I>() implements Changes<I> {}
}
