package org.postern.server.blobs;

import java.util.Collection;
import java.util.List;
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

    @Override
    public List<Holder> within(String prefix) {
        return refs.stream()
                .filter(ref -> ref.place().startsWith(prefix))
                .map(ref -> new Holder("row", 1, 1, ref))
                .toList();
    }

    @Override
    public List<Boolean> repoint(List<Move> moves) {
        throw new UnsupportedOperationException("these rows stay as they are");
    }
}
