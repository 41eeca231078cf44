package org.postern.server.intake;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.postern.server.db.StoreBroken;

/// Platform threads for the sealing of large mail, so that it cannot hold up the carriers of all virtual
/// threads. As many as there are processors, with a bounded queue before them.
final class SealingPool implements AutoCloseable {
    private static final int WAITING = 1024;

    private final ThreadPoolExecutor pool;

    SealingPool() {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name("seal-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
    }

    /// Runs the work there and waits for it.
    ///
    /// @throws StoreBroken when too much waits already
    <T> T run(Supplier<T> work) {
        var task = new FutureTask<>(work::get);
        try {
            pool.execute(task);
            return task.get();
        } catch (RejectedExecutionException tooMuch) {
            throw new StoreBroken("too much large mail waits to be sealed", tooMuch);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new StoreBroken("stopped while sealing", stop);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException("sealing failed in an unknown way", failed.getCause());
        }
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
