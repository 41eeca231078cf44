package org.postern.server.mailstore;

import java.nio.file.Path;
import java.util.List;
import org.postern.server.accounts.AccountId;
import org.postern.server.blobs.BlobSettings;
import org.postern.server.blobs.FolderDisk;
import org.postern.server.blobs.SegmentBlobs;
import org.postern.server.db.TestDatabase;
import org.postern.server.events.Change;
import org.postern.server.events.Events;
import org.postern.server.settings.Size;

/// The real store over a real folder.
final class StoredMailOnDisk implements AutoCloseable {
    /// State numbers for which traces are kept; few, so that a test can pass them.
    static final long TRACES_KEPT = 2000;

    /// Messages after which the hashes of their threads are written; few for the same reason.
    static final int ROUND = 20;

    private final TestDatabase database;
    private final SegmentBlobs blobs;
    private final StoredMail store;

    StoredMailOnDisk(Path folder, List<Change> published, AccountId... heard) {
        database = new TestDatabase(folder);
        blobs = SegmentBlobs.open(
                FolderDisk.in(folder.resolve("blobs")),
                new BlobSettings(new Size(1 << 20)),
                List.of(new MailBodies(database)));
        var events = new Events();
        for (var account : heard) {
            events.subscribe(account, published::add);
        }
        store = new StoredMail(database, blobs, events, new StoredMail.Limits(TRACES_KEPT, ROUND));
    }

    StoredMail store() {
        return store;
    }

    SegmentBlobs blobs() {
        return blobs;
    }

    TestDatabase database() {
        return database;
    }

    @Override
    public void close() {
        store.close();
        blobs.close();
        database.close();
    }
}
