package org.postern.server.db;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Work that waits, and the platform threads that take it. What waits is bounded: who comes when it is
/// full waits at the door, so that memory stays bounded too.
final class WorkLine implements AutoCloseable {
    private static final int WAITING = 4096;

    private final BlockingQueue<Work<?>> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Work<?> end = new Work<>(tables -> true);
    private final int atOnce;
    private final List<Thread> threads;
    private boolean closed;

    /// Does a batch of work and settles every piece of it, whatever happens. Closed by its own thread.
    interface Taker extends AutoCloseable {
        void take(List<Work<?>> batch);

        @Override
        void close();
    }

    /// @param atOnce how many pieces a taker gets at most
    WorkLine(String name, int atOnce, List<? extends Taker> takers) {
        this.atOnce = atOnce;
        this.threads = takers.stream()
                .map(taker -> Thread.ofPlatform().daemon().name(name + "-", 0).unstarted(() -> serve(taker)))
                .toList();
        threads.forEach(Thread::start);
    }

    boolean isOwn(Thread thread) {
        return threads.contains(thread);
    }

    /// Nothing may come after the end, or it would wait for ever: so both are put under one lock.
    void put(Work<?> work) {
        try {
            synchronized (this) {
                if (closed) {
                    work.fail(new StoreBroken("the database is closed"));
                    return;
                }
                waiting.put(work);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            work.fail(new StoreBroken("interrupted before the work was taken", interrupted));
        }
    }

    private void serve(Taker taker) {
        try (taker) {
            var batch = new ArrayList<Work<?>>();
            while (true) {
                batch.clear();
                batch.add(waiting.take());
                waiting.drainTo(batch, atOnce - 1);
                int last = batch.indexOf(end);
                if (last < 0) {
                    taker.take(batch);
                    continue;
                }
                taker.take(batch.subList(0, last));
                waiting.put(end); // for the next thread of this line
                return;
            }
        } catch (InterruptedException never) {
            throw new IllegalStateException("a database thread was interrupted", never);
        }
    }

    @Override
    public void close() {
        try {
            synchronized (this) {
                if (!closed) {
                    closed = true;
                    waiting.put(end);
                }
            }
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
