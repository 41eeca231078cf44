package org.postern.server.db;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/// Transactions over the rows of every room. Calls block and are made from virtual threads; the work
/// itself runs on a thread of the database and must be short: rows only, no network, no files, no waiting.
/// Work must not call the database again.
public interface Database extends AutoCloseable {
    /// Runs the work and returns after it is durable. What waits at the same moment shares one commit;
    /// each piece of work has a savepoint of its own, so whatever it throws undoes its own rows alone and
    /// comes back out of this call.
    ///
    /// @throws StoreBroken when it could not be kept; then nothing of it is
    <T> T write(Function<Tables, T> work);

    /// As [#write]; what follows from the commit is done on the database's thread, in the order of the
    /// commits and before any caller hears of it. It must be quick.
    default <T> T write(Function<Tables, T> work, Consumer<T> committed) {
        T done = write(work); // a database that lets one caller in at a time
        committed.accept(done);
        return done;
    }

    /// As [#write], without waiting. What is chained to the future runs on the database's thread unless it
    /// is chained `Async`.
    <T> CompletableFuture<T> writeLater(Function<Tables, T> work);

    /// Runs the work on one snapshot of everything committed before it.
    ///
    /// @throws StoreBroken when it could not be read
    <T> T read(Function<Tables, T> work);

    /// A [#write] that has nothing to return.
    default void change(Consumer<Tables> work) {
        write(tables -> {
            work.accept(tables);
            return true;
        });
    }

    /// Returns after what was deleted before this call is gone from the write-ahead log too, unless a
    /// read that began earlier is still at it.
    void emptyLog();

    /// Finishes what waits, then lets go of the files.
    @Override
    void close();
}
