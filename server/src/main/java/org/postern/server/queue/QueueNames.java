package org.postern.server.queue;

import java.util.List;
import java.util.function.Consumer;
import org.postern.server.blobs.BlobRef;
import org.postern.server.blobs.Holder;
import org.postern.server.blobs.Move;
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

    @Override
    public List<Holder> within(String prefix) {
        return database.read(tables -> tables.queue().holding(prefix).stream()
                .map(row -> new Holder("queue job", row.account(), row.job(), new BlobRef(row.place(), row.size())))
                .toList());
    }

    @Override
    public List<Boolean> repoint(List<Move> moves) {
        return database.write(tables -> moves.stream()
                .map(move -> tables.queue()
                        .repoint(
                                move.holder().id(),
                                move.holder().ref().place(),
                                move.to().place()))
                .toList());
    }
}
