package org.postern.server.blobs;

import java.util.Collection;
import java.util.List;
import org.postern.wire.Octets;

/// Sealed octets on durable storage. Nothing readable is ever given to it. Two engines (segment files;
/// later a bucket) pass one contract test.
public interface Blobs extends AutoCloseable {
    /// Writes all, in order, and returns when all are durable: one sync for the batch.
    ///
    /// @throws org.postern.server.db.StoreBroken when any could not be made durable; then none counts
    List<BlobRef> write(List<Octets> sealed);

    /// @throws org.postern.server.db.StoreBroken when the octets are missing or their checksum is wrong
    Octets read(BlobRef ref);

    /// Lets the space be used again. The octets may stay readable until it is.
    void release(Collection<BlobRef> refs);

    /// Keeps every octet where it is until the answer is closed: nothing is wiped, moved away or removed,
    /// whatever is released. Returns after a wipe that had begun.
    Held hold();

    @Override
    void close();
}
