package org.postern.server.blobs;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.settings.Size;

class SegmentBlobsContractTest extends BlobsContract {
    @TempDir
    Path folder;

    @Override
    protected Blobs open(List<BlobRef> rows) {
        return SegmentBlobs.open(
                FolderDisk.in(folder.resolve("blobs")),
                new BlobSettings(new Size(1 << 20)),
                List.of(Rows.countedOnce(rows)));
    }
}
