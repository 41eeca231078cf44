package org.postern.server.blobs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Rows in memory that behave as those of the database: a change is kept at once and for good, or, when the
/// disk has no power, not made.
final class ModelRows implements Named {
    private final TreeMap<Long, Row> rows = new TreeMap<>();
    private FailingDisk disk;
    private long nextId = 1;

    /// @param seed of the octets
    record Row(BlobRef ref, int seed) {}

    ModelRows(FailingDisk disk) {
        this.disk = disk;
    }

    /// The same database after a power cut.
    synchronized void continueOn(FailingDisk survivor) {
        disk = survivor;
    }

    /// @return the new row's id
    synchronized long add(BlobRef ref, int seed) {
        disk.whilePowered(() -> rows.put(nextId, new Row(ref, seed)));
        return nextId++;
    }

    /// Removes a row and says where its blob lay.
    synchronized BlobRef remove(long id) {
        var row = rows.get(id);
        disk.whilePowered(() -> rows.remove(id));
        return row.ref();
    }

    synchronized List<Long> ids() {
        return new ArrayList<>(rows.keySet());
    }

    synchronized Row row(long id) {
        return rows.get(id);
    }

    synchronized Collection<Row> all() {
        return List.copyOf(rows.values());
    }

    @Override
    public void each(Consumer<BlobRef> use) {
        all().forEach(row -> use.accept(row.ref()));
    }

    @Override
    public boolean anyBeginningWith(String place) {
        return !within(place).isEmpty();
    }

    @Override
    public synchronized List<Holder> within(String prefix) {
        return rows.entrySet().stream()
                .filter(row -> row.getValue().ref().place().startsWith(prefix))
                .map(row -> new Holder("row", 1, row.getKey(), row.getValue().ref()))
                .toList();
    }

    @Override
    public synchronized List<Boolean> repoint(List<Move> moves) {
        var made = new ArrayList<Boolean>();
        disk.whilePowered(() -> moves.forEach(move -> made.add(repoint(move))));
        return made;
    }

    private boolean repoint(Move move) {
        var row = rows.get(move.holder().id());
        if (row == null || !row.ref().equals(move.holder().ref())) {
            return false;
        }
        rows.put(move.holder().id(), new Row(move.to(), row.seed()));
        return true;
    }
}
