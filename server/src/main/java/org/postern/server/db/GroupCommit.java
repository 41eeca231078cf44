package org.postern.server.db;

import java.util.List;
import java.util.Optional;
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
    private final Optional<Reserve> reserve;
    private boolean lost;

    /// @param reserve given up when the disk is full
    GroupCommit(Sql sql, Optional<Reserve> reserve) {
        this.sql = sql;
        this.reserve = reserve;
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
        reserve.ifPresent(this::makeRoom);
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
            lost = true;
            var told = new StoreBroken("the transaction was not committed", broken);
            batch.forEach(work -> work.fail(told));
            return;
        }
        batch.forEach(Work::settle);
    }

    /// On a disk without a free block a transaction needs none when the log begins anew within the blocks that
    /// it has, and what is in it goes to pages that the database has. Where it does not, some of the reserve
    /// is freed before, because work that failed cannot be done once more.
    private void makeRoom(Reserve kept) {
        if (!kept.isNeeded()) {
            lost = false;
            kept.refill();
            return;
        }
        boolean written = writeBack();
        if (lost || !written || !kept.logHasRoom()) {
            lost = false;
            if (kept.giveUp() && !written) {
                writeBack();
            }
        }
    }

    /// @return false when there is no room for the pages in the log
    private boolean writeBack() {
        try {
            sql.number("PRAGMA wal_checkpoint(PASSIVE)");
            return true;
        } catch (StoreBroken full) {
            trace.detail("the log stays", Field.cause(full));
            return false;
        }
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
