package org.postern.lab.sim;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.postern.server.db.Database;
import org.postern.server.db.Tables;

/// The real SQLite database, behind what can happen to a process.
final class SimDatabase implements Database {
    private final Database inner;
    private final Peril peril;
    private final Runnable beforePart;

    /// @param beforePart looks at the files before a commit that is to be torn
    SimDatabase(Database inner, Peril peril, Runnable beforePart) {
        this.inner = inner;
        this.peril = peril;
        this.beforePart = beforePart;
    }

    @Override
    public <T> T write(Function<Tables, T> work) {
        return peril.store(() -> inner.write(work), () -> {
            beforePart.run();
            Peril.ended(() -> inner.write(work));
        });
    }

    @Override
    public <T> CompletableFuture<T> writeLater(Function<Tables, T> work) {
        return CompletableFuture.completedFuture(write(work));
    }

    @Override
    public <T> T read(Function<Tables, T> work) {
        peril.alive();
        return inner.read(work);
    }

    @Override
    public void emptyLog() {
        peril.alive();
        inner.emptyLog();
    }

    @Override
    public void close() {
        inner.close();
    }
}
