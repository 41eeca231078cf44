package org.postern.server.blobs;

import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The rows of a test that name blobs.
record Rows(Collection<BlobRef> refs, Predicate<String> beginning) implements Named {
    /// Rows that are looked at whenever the store asks.
    static Rows live(Collection<BlobRef> refs) {
        return new Rows(refs, place -> refs.stream().anyMatch(ref -> ref.place().startsWith(place)));
    }

    /// Rows at the start; later the counts must do alone.
    static Rows countedOnce(Collection<BlobRef> refs) {
        return new Rows(refs, place -> false);
    }

    @Override
    public void each(Consumer<BlobRef> use) {
        refs.forEach(use);
    }

    @Override
    public boolean anyBeginningWith(String place) {
        return beginning.test(place);
    }
}
