package org.postern.server.mailstore;

import java.util.function.Consumer;
import org.postern.server.blobs.BlobRef;
import org.postern.server.blobs.Named;
import org.postern.server.db.Database;

/// The bodies that rows of stored mail name.
public final class MailBodies implements Named {
    private static final int AT_ONCE = 10_000;

    private final Database database;

    public MailBodies(Database database) {
        this.database = database;
    }

    @Override
    public void each(Consumer<BlobRef> use) {
        for (long after = 0; after >= 0; ) {
            long from = after;
            var rows = database.read(tables -> tables.emails().places(from, AT_ONCE));
            rows.forEach(row -> use.accept(new BlobRef(row.place(), row.size())));
            after = rows.isEmpty() ? -1 : rows.getLast().email();
        }
    }

    @Override
    public boolean anyBeginningWith(String place) {
        return database.read(tables -> tables.emails().anyPlaceBeginningWith(place));
    }
}
