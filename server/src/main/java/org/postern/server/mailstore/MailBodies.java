package org.postern.server.mailstore;

import java.util.List;
import java.util.function.Consumer;
import org.postern.server.blobs.BlobRef;
import org.postern.server.blobs.Holder;
import org.postern.server.blobs.Move;
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

    @Override
    public List<Holder> within(String prefix) {
        return database.read(tables -> tables.emails().holding(prefix).stream()
                .map(row -> new Holder("email", row.account(), row.email(), new BlobRef(row.place(), row.size())))
                .toList());
    }

    @Override
    public List<Boolean> repoint(List<Move> moves) {
        return database.write(tables -> moves.stream()
                .map(move -> tables.emails()
                        .repoint(
                                move.holder().id(),
                                move.holder().ref().place(),
                                move.to().place()))
                .toList());
    }

    @Override
    public long lastNote() {
        return database.read(tables -> tables.mail().lastNote());
    }
}
