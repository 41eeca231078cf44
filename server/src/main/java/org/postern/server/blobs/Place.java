package org.postern.server.blobs;

import java.util.Optional;
import java.util.regex.Pattern;

/// Where a record lies, written `generation:offset`. A generation is given once, so what pointed into a
/// segment before it was recycled points nowhere afterwards.
record Place(long generation, long offset) {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,18}):(\\d{1,18})");

    static Optional<Place> parse(String written) {
        var match = WRITTEN.matcher(written);
        return match.matches()
                ? Optional.of(new Place(Long.parseLong(match.group(1)), Long.parseLong(match.group(2))))
                : Optional.empty();
    }

    String written() {
        return generation + ":" + offset;
    }

    /// How every place in a segment begins.
    static String prefix(long generation) {
        return generation + ":";
    }
}
