package org.postern.lab.sim;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.postern.server.db.Database;
import org.postern.server.db.StoreBroken;
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

    /// The thread that files mail behind the log is no actor: it works while an actor waits for it, and
    /// does nothing in a process that has ended.
    @Override
    public <T> T write(Function<Tables, T> work, Consumer<T> committed) {
        if (Thread.currentThread().isVirtual()) {
            return Database.super.write(work, committed);
        }
        if (peril.isDead()) {
            throw new StoreBroken("the process has ended (simulated)");
        }
        return inner.write(work, committed);
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
