package org.postern.server.db;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// Does a batch of writes in one transaction, each within a savepoint, and tells each caller after the
/// commit is on the disk.
final class GroupCommit implements WorkLine.Taker {
    static final int LARGEST = 1024;

    private static final int READERS_WAIT_MILLIS = 50;

    private static final Trace trace = Trace.of(GroupCommit.class);

    private final Sql sql;
    private final Tables tables;
    private final AtomicBoolean emptyLog = new AtomicBoolean();

    GroupCommit(Sql sql) {
        this.sql = sql;
        this.tables = new Tables(sql);
    }

    /// The next batch ends with an empty write-ahead log.
    void emptyLogNext() {
        emptyLog.set(true);
    }

    @Override
    public void take(List<Work<?>> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            sql.change("BEGIN IMMEDIATE");
            if (batch.size() == 1) {
                runAlone(batch.getFirst());
            } else {
                batch.forEach(this::runInSavepoint);
                sql.change("COMMIT");
            }
            if (emptyLog.getAndSet(false)) {
                truncateLog();
            }
        } catch (RuntimeException broken) {
            trace.failure("a transaction was lost", broken, Field.count("pieces", batch.size()));
            sql.rollBack();
            var told = new StoreBroken("the transaction was not committed", broken);
            batch.forEach(work -> work.fail(told));
            return;
        }
        batch.forEach(Work::settle);
    }

    private void runAlone(Work<?> work) {
        sql.change(work.run(tables) ? "COMMIT" : "ROLLBACK");
    }

    /// A long read (a backup that copies) would make the writer wait for as long as it may; the log is
    /// emptied after it then.
    private void truncateLog() {
        sql.number("PRAGMA busy_timeout=" + READERS_WAIT_MILLIS);
        try {
            sql.number("PRAGMA wal_checkpoint(TRUNCATE)");
        } finally {
            sql.number("PRAGMA busy_timeout=" + SqliteConnections.BUSY_MILLIS);
        }
    }

    private void runInSavepoint(Work<?> work) {
        sql.change("SAVEPOINT piece");
        if (!work.run(tables)) {
            sql.change("ROLLBACK TO piece");
        }
        sql.change("RELEASE piece");
    }

    @Override
    public void close() {
        sql.close();
    }
}
