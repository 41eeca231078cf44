package org.postern.lab.sim;

import java.util.Collection;
import java.util.List;
import org.postern.server.blobs.BlobRef;
import org.postern.server.blobs.Blobs;
import org.postern.server.blobs.Held;
import org.postern.wire.Octets;

/// The real segment store, behind what can happen to a process.
final class SimBlobs implements Blobs {
    private final Blobs inner;
    private final Peril peril;
    private final SimDisk disk;

    SimBlobs(Blobs inner, Peril peril, SimDisk disk) {
        this.inner = inner;
        this.peril = peril;
        this.disk = disk;
    }

    @Override
    public List<BlobRef> write(List<Octets> sealed) {
        return peril.store(() -> inner.write(sealed), () -> {
            disk.stopAtNextSync();
            Peril.ended(() -> inner.write(sealed));
        });
    }

    @Override
    public Octets read(BlobRef ref) {
        peril.alive();
        return inner.read(ref);
    }

    @Override
    public void release(Collection<BlobRef> refs) {
        peril.alive();
        inner.release(refs);
    }

    @Override
    public Held hold() {
        peril.alive();
        return inner.hold();
    }

    @Override
    public void close() {
        inner.close();
    }
}
