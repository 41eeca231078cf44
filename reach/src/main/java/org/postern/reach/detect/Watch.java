package org.postern.reach.detect;

import java.time.Instant;

/// Since when everything has been counted without a gap. Nobody is missed for what was before: then we were away, not
/// they.
final class Watch {
    private Instant since = Instant.MIN;

    void begin(Instant now) {
        since = now;
    }

    /// The later of a moment and the beginning of the watch.
    Instant within(Instant moment) {
        return moment.isAfter(since) ? moment : since;
    }
}
