package org.postern.server.blobs;

import java.util.List;
import java.util.function.Consumer;

/// The blobs that a room's rows name. What no room names may be overwritten, so every room that keeps
/// refs is asked.
///
/// A ref that was read from a row may be moved at any later moment. Who keeps one outside a transaction
/// reads the blob within minutes, or asks the row again; who removes a row reads its place in the
/// transaction that removes it.
public interface Named {
    /// Every one, at start-up.
    void each(Consumer<BlobRef> use);

    /// Whether any row names a place that begins so. The last question before a segment is wiped.
    boolean anyBeginningWith(String place);

    /// The rows that name places beginning so: at most what one segment holds.
    List<Holder> within(String prefix);

    /// Lets each row name the new place if it still names the old one (a message may have been deleted
    /// meanwhile): all in one transaction, durable on return. The row is otherwise unchanged, and nobody
    /// is told.
    ///
    /// @return for each move, in order, whether it was made
    /// @throws org.postern.server.db.StoreBroken when nobody can say which were made
    List<Boolean> repoint(List<Move> moves);

    /// The number of the last note of the log that the rows hold ([ArrivalLog.Entry#number]). A room to
    /// which no notes are written holds them all.
    default long lastNote() {
        return Long.MAX_VALUE;
    }
}
