package org.postern.server.queue;

import java.util.function.Consumer;
import org.postern.server.blobs.BlobRef;
import org.postern.server.blobs.Named;
import org.postern.server.db.Database;

/// The blobs that waiting jobs name, for the blob store.
public final class QueueNames implements Named {
    private final Database database;

    public QueueNames(Database database) {
        this.database = database;
    }

    @Override
    public void each(Consumer<BlobRef> use) {
        database.read(tables -> tables.queue().jobs()).forEach(row -> use.accept(new BlobRef(row.place(), row.size())));
    }

    @Override
    public boolean anyBeginningWith(String place) {
        return database.read(tables -> tables.queue().namesPlace(place));
    }
}
