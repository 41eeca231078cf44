package org.postern.server.db;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/// One SQLite file: a writer thread that commits whatever waits as one transaction, and a few reader
/// threads with a connection each. All are platform threads, because SQLite is called through JNI, which
/// would pin virtual ones.
public final class SqliteDatabase implements Database {
    private final SqliteConnections connections;
    private final GroupCommit commits;
    private final WorkLine writes;
    private final WorkLine reads;

    private SqliteDatabase(SqliteConnections connections, GroupCommit commits, WorkLine writes, WorkLine reads) {
        this.connections = connections;
        this.commits = commits;
        this.writes = writes;
        this.reads = reads;
    }

    /// Opens `postern.db` in the folder (which the caller holds by [DataFolder]) and brings its schema up
    /// to date.
    ///
    /// @throws StoreBroken when it cannot be opened or is newer than the program
    public static SqliteDatabase open(Path folder) {
        return open(folder, usualReaders());
    }

    /// As [#open], with room on the disk that is kept for it.
    public static SqliteDatabase open(Path folder, Reserve reserve) {
        return open(folder, usualReaders(), Migrations.shipped(), Optional.of(reserve));
    }

    private static int usualReaders() {
        return Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
    }

    /// @param readers how many reads run at the same time
    public static SqliteDatabase open(Path folder, int readers) {
        return open(folder, readers, Migrations.shipped());
    }

    static SqliteDatabase open(Path folder, int readers, Migrations migrations) {
        return open(folder, readers, migrations, Optional.empty());
    }

    private static SqliteDatabase open(Path folder, int readers, Migrations migrations, Optional<Reserve> reserve) {
        var connections = new SqliteConnections(folder.resolve("postern.db"));
        var writer = new Sql(connections.writer());
        writer.migrate(migrations);
        var commits = new GroupCommit(writer, reserve);
        var snapshots = new ArrayList<WorkLine.Taker>();
        for (int i = 0; i < readers; i++) {
            snapshots.add(new SnapshotReads(new Sql(connections.reader())));
        }
        return new SqliteDatabase(
                connections,
                commits,
                new WorkLine("db-writer", GroupCommit.LARGEST, List.of(commits)),
                new WorkLine("db-reader", 1, snapshots));
    }

    @Override
    public <T> T write(Function<Tables, T> work) {
        return Work.await(writeLater(work));
    }

    @Override
    public <T> T write(Function<Tables, T> work, Consumer<T> committed) {
        return Work.await(put(writes, new Work<>(work, committed)));
    }

    @Override
    public <T> CompletableFuture<T> writeLater(Function<Tables, T> work) {
        return put(writes, new Work<>(work));
    }

    @Override
    public <T> T read(Function<Tables, T> work) {
        return Work.await(put(reads, new Work<>(work)));
    }

    @Override
    public void emptyLog() {
        commits.emptyLogNext();
        write(tables -> true);
    }

    /// Writes everything committed before this call to a new file, as one snapshot, without the pages and
    /// the room that deleted rows left. Runs on a connection and a thread of its own: reads and writes go
    /// on, and the log grows meanwhile.
    ///
    /// @param file is not there yet; its folder is its owner's only
    /// @throws StoreBroken when it could not be written
    public void copyInto(Path file) {
        var done = new CompletableFuture<Boolean>();
        Thread.ofPlatform().daemon().name("db-copy").start(() -> {
            try (var sql = new Sql(connections.copier())) {
                sql.change("VACUUM INTO ?", file.toString());
                done.complete(true);
            } catch (Throwable broken) {
                done.completeExceptionally(broken);
            }
        });
        Work.await(done);
    }

    /// INVARIANT: work never waits for other work of the database; its thread would wait for itself.
    private <T> CompletableFuture<T> put(WorkLine line, Work<T> work) {
        if (writes.isOwn(Thread.currentThread()) || reads.isOwn(Thread.currentThread())) {
            throw new IllegalStateException("work called the database again");
        }
        line.put(work);
        return work.future();
    }

    @Override
    public void close() {
        reads.close();
        writes.close();
    }
}
