package org.postern.server.db;

import java.util.List;

/// Does reads, each in a transaction of its own, which is one snapshot of the write-ahead log.
final class SnapshotReads implements WorkLine.Taker {
    private final Sql sql;
    private final Tables tables;

    SnapshotReads(Sql sql) {
        this.sql = sql;
        this.tables = new Tables(sql);
    }

    @Override
    public void take(List<Work<?>> batch) {
        batch.forEach(this::take);
    }

    private void take(Work<?> work) {
        try {
            sql.change("BEGIN");
            work.run(tables);
            sql.change("COMMIT");
            work.settle();
        } catch (RuntimeException broken) {
            sql.rollBack();
            work.fail(new StoreBroken("the snapshot was lost", broken));
        }
    }

    @Override
    public void close() {
        sql.close();
    }
}
