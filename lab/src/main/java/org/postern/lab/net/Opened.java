package org.postern.lab.net;

import java.util.ArrayList;
import java.util.List;

/// What was opened one after the other, to be closed the other way round.
final class Opened implements AutoCloseable {
    private final List<AutoCloseable> parts = new ArrayList<>();

    /// @return the part itself
    <T extends AutoCloseable> T add(T part) {
        parts.add(part);
        return part;
    }

    /// Closes every part, also after one that fails to.
    ///
    /// @throws IllegalStateException with all that was thrown suppressed in it
    @Override
    public void close() {
        var failed = new IllegalStateException("not everything could be closed");
        for (var part : parts.reversed()) {
            try {
                part.close();
            } catch (Exception broken) {
                failed.addSuppressed(broken);
            }
        }
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
    }
}
