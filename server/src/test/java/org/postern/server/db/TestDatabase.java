package org.postern.server.db;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/// A real database for the tests of any room: `new TestDatabase(folder)` with a `@TempDir`.
public final class TestDatabase implements Database {
    private final SqliteDatabase database;
    private volatile boolean full;

    public TestDatabase(Path folder) {
        database = SqliteDatabase.open(folder, 2);
    }

    /// From now on nothing can be written, as on a full disk; or it can again.
    public void fillUp(boolean nowFull) {
        full = nowFull;
    }

    @Override
    public <T> T write(Function<Tables, T> work) {
        checkRoom();
        return database.write(work);
    }

    @Override
    public <T> T write(Function<Tables, T> work, Consumer<T> committed) {
        checkRoom();
        return database.write(work, committed);
    }

    private void checkRoom() {
        if (full) {
            throw new StoreBroken("the disk is full");
        }
    }

    @Override
    public <T> CompletableFuture<T> writeLater(Function<Tables, T> work) {
        return database.writeLater(work);
    }

    @Override
    public <T> T read(Function<Tables, T> work) {
        return database.read(work);
    }

    @Override
    public void emptyLog() {
        database.emptyLog();
    }

    @Override
    public void close() {
        database.close();
    }
}
