package org.postern.server.blobs;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.postern.wire.Octets;

/// A log that holds bodies and what the index is to be told of them, made durable together by one sync. So a
/// message is kept before the index knows of it, and the index follows in batches of its own. What the
/// index was not told before the process ended is found again at the next start.
public interface ArrivalLog {
    /// Returns when all bodies and the note are durable.
    ///
    /// @param durable is called before this returns, on the log's own thread and in the order of the numbers,
    ///     and must not wait
    /// @throws org.postern.server.db.StoreBroken when it could not be made durable; then `durable` was not
    ///     called, though the next start may find the whole of it all the same
    void append(List<Octets> bodies, Octets note, Consumer<Entry> durable);

    /// The entries that the index was not told of, in order; they were found at the start. Told once.
    List<Entry> pending();

    /// Copies an entry that nobody can make sense of, with its bodies, to a file of its own and lets it go: a
    /// person may look at it there. Doing it again changes nothing.
    ///
    /// @throws org.postern.server.db.StoreBroken when it could not be copied; then it stays where it is
    void setAside(Entry entry);

    /// The index was told of them, durably, and so holds their number ([Named#lastNote]). Until this is
    /// called neither they nor their bodies are overwritten.
    void applied(Collection<Entry> entries);

    /// A note and the bodies that came with it.
    ///
    /// @param number grows with each entry and is never given twice
    /// @param record where the note itself lies
    record Entry(long number, List<BlobRef> bodies, Octets note, BlobRef record) {}
}
