package org.postern.server.blobs;

import java.util.Optional;

/// Where a record lies, written `generation:offset`. A generation is given once, so what pointed into a
/// segment before it was recycled points nowhere afterwards.
record Place(long generation, long offset) {
    private static final int LONGEST = 18;

    static Optional<Place> parse(String written) {
        int colon = written.indexOf(':');
        return isNumber(written, 0, colon) && isNumber(written, colon + 1, written.length())
                ? Optional.of(new Place(
                        Long.parseLong(written, 0, colon, 10),
                        Long.parseLong(written, colon + 1, written.length(), 10)))
                : Optional.empty();
    }

    private static boolean isNumber(String written, int from, int to) {
        if (to <= from || to - from > LONGEST) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (written.charAt(i) < '0' || written.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    String written() {
        return generation + ":" + offset;
    }

    /// How every place in a segment begins.
    static String prefix(long generation) {
        return generation + ":";
    }
}
