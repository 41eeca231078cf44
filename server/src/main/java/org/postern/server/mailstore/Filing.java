package org.postern.server.mailstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postern.server.accounts.AccountId;
import org.postern.server.blobs.ArrivalLog;
import org.postern.server.blobs.ArrivalLog.Entry;
import org.postern.server.blobs.Blobs;
import org.postern.server.db.Database;
import org.postern.server.db.StoreBroken;
import org.postern.server.events.Events;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// Lets the index follow the log: one thread takes what became durable, in the order of the log, and files
/// it in transactions of many messages. How far it may fall behind is bounded; then callers wait.
final class Filing implements AutoCloseable {
    private static final Trace trace = Trace.of(Filing.class);
    private static final long LINGER_MILLIS = 8; // arrivals that come together share the pages that they change
    private static final long READ_WAITS_MILLIS = 200;
    private static final long LAG_WAITS_SECONDS = 20;
    private static final long PAUSE_MILLIS = 200;
    private static final int AT_ONCE = 2000; // so that no other writer waits longer than some 50 ms
    private static final int LAG_BYTES = 64 << 20;

    private final Database database;
    private final Blobs blobs;
    private final ArrivalLog log;
    private final Quotas quotas;
    private final Events events;
    private final int round;
    private final BlockingQueue<Task> waiting = new LinkedBlockingQueue<>();
    private final ConcurrentMap<AccountId, Task> latest = new ConcurrentHashMap<>();
    private final Semaphore kick = new Semaphore(0);
    private final Semaphore room = new Semaphore(LAG_BYTES);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("mail-filing").unstarted(this::serve);
    private Optional<YoungThreads> young = Optional.empty(); // while it is not known what is committed
    private volatile boolean closing;

    /// @param round messages of a round of [YoungThreads]
    Filing(Database database, Blobs blobs, ArrivalLog log, Quotas quotas, Events events, int round) {
        this.database = database;
        this.blobs = blobs;
        this.log = log;
        this.quotas = quotas;
        this.events = events;
        this.round = round;
    }

    /// A call that the index has yet to be told of.
    private record Task(Arrivals.Call call, int bytes, CompletableFuture<List<Appended>> filed) {
        int messages() {
            return call.note().lines().size();
        }
    }

    /// Files what the last process left in the log, then goes on in the background.
    ///
    /// @throws StoreBroken when it cannot
    void start() {
        for (var entry : log.pending()) {
            call(entry).ifPresent(call -> waiting.add(new Task(call, 0, new CompletableFuture<>())));
        }
        for (var first = waiting.poll(); first != null; first = waiting.poll()) {
            file(batch(first));
        }
        thread.start();
    }

    /// What is whole and makes no sense all the same stops nobody: it is copied aside and told of.
    private Optional<Arrivals.Call> call(Entry entry) {
        try {
            var note = Note.read(entry.note());
            if (note.lines().size() == entry.bodies().size()) {
                return Optional.of(new Arrivals.Call(entry, note));
            }
            trace.failure("a note in the log has other bodies", new IllegalStateException("bodies"), number(entry));
        } catch (IllegalArgumentException unreadable) {
            trace.failure("a note in the log makes no sense", unreadable, number(entry));
        }
        log.setAside(entry);
        return Optional.empty();
    }

    private static Field number(Entry entry) {
        return Field.id("note", entry.number());
    }

    /// Writes to the log and has it filed.
    ///
    /// @return after it is durable; the future is completed when it is filed
    /// @throws StoreBroken when it could not be made durable
    CompletableFuture<List<Appended>> keep(List<Mailstore.Delivery> deliveries, boolean mustExist) {
        var note = new Note(mustExist, deliveries.stream().map(Note.Line::of).toList());
        var written = note.written();
        int bytes = (int) Math.min(LAG_BYTES, written.size());
        var filed = new CompletableFuture<List<Appended>>();
        takeRoom(bytes);
        try {
            var bodies = deliveries.stream()
                    .map(delivery -> delivery.email().sealed().body())
                    .toList();
            log.append(bodies, written, entry -> add(entry, note, bytes, filed));
        } catch (RuntimeException broken) {
            room.release(bytes);
            throw broken;
        }
        return filed;
    }

    private void takeRoom(int bytes) {
        try {
            if (closing || !room.tryAcquire(bytes, LAG_WAITS_SECONDS, TimeUnit.SECONDS)) {
                throw new StoreBroken("the index is too far behind the log");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreBroken("interrupted before the message was taken", interrupted);
        }
    }

    /// On the log's thread, so in the order of the log.
    private void add(Entry entry, Note note, int bytes, CompletableFuture<List<Appended>> filed) {
        var task = new Task(new Arrivals.Call(entry, note), bytes, filed);
        note.lines().forEach(line -> latest.put(line.account(), task));
        waiting.add(task);
    }

    /// Files at once, for somebody who waits for it.
    void hurry() {
        kick.release();
    }

    /// Waits until what was durable for an account before this call is filed, so that its owner finds it; if
    /// the index is far behind, not to its end.
    void settle(AccountId account) {
        var last = latest.get(account);
        if (last == null) {
            return;
        }
        hurry();
        try {
            last.filed().get(READ_WAITS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException behind) {
            trace.detail("a reader does not wait for the index", Field.cause(behind));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        try {
            while (!closing || !waiting.isEmpty()) {
                var first = waiting.poll(LINGER_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    if (waiting.size() < AT_ONCE && !closing) {
                        var _ = kick.tryAcquire(LINGER_MILLIS, TimeUnit.MILLISECONDS);
                    }
                    kick.drainPermits();
                    fileSurely(batch(first));
                }
            }
        } catch (InterruptedException never) {
            throw new IllegalStateException("the filing of mail was interrupted", never);
        }
    }

    /// Calls of so many messages as one transaction takes.
    private List<Task> batch(Task first) {
        var batch = new ArrayList<Task>();
        batch.add(first);
        int messages = first.messages();
        for (var next = waiting.peek(); next != null && messages + next.messages() <= AT_ONCE; next = waiting.peek()) {
            batch.add(next);
            messages += next.messages();
            waiting.remove(); // nobody else takes from it
        }
        return batch;
    }

    /// INVARIANT: what is in the log is filed or stays there. While it cannot be filed, nothing after it is,
    /// and whoever waits to hear of it is told so; when that lasts, no more mail is taken.
    private void fileSurely(List<Task> batch) throws InterruptedException {
        while (true) {
            try {
                file(batch);
                return;
            } catch (RuntimeException broken) {
                trace.failure("mail in the log could not be filed", broken, Field.count("calls", batch.size()));
                batch.forEach(task -> task.filed().completeExceptionally(broken));
                waiting.forEach(task -> task.filed().completeExceptionally(broken)); // it waits behind these
                if (closing) {
                    return; // the next start finds it
                }
                var _ = kick.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void file(List<Task> batch) {
        var calls = batch.stream().map(Task::call).toList();
        var threads = young.orElseGet(() -> database.read(tables -> YoungThreads.in(tables, round)));
        young = Optional.empty();
        var filed = database.write(tables -> new Arrivals(tables, threads).file(calls), this::committed);
        threads.committed(filed.step());
        young = Optional.of(threads);
        blobs.release(filed.unfiled().stream().map(Arrivals.Unfiled::body).toList());
        log.applied(calls.stream().map(Arrivals.Call::entry).toList());
        for (int i = 0; i < batch.size(); i++) {
            var task = batch.get(i);
            task.call().note().lines().forEach(line -> latest.remove(line.account(), task));
            room.release(task.bytes());
            task.filed().complete(filed.appended().get(i));
        }
    }

    /// On the thread that commits, so in the order of the commits.
    private void committed(Arrivals.Filed filed) {
        filed.unfiled().forEach(one -> quotas.use(one.account(), -one.kept()));
        filed.changes().forEach(events::publish);
    }

    /// Files what waits, then ends. Nothing may be given to it afterwards.
    @Override
    public void close() {
        closing = true;
        hurry();
        try {
            thread.join();
            var closed = new StoreBroken("the store is closed");
            waiting.forEach(task -> task.filed().completeExceptionally(closed));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
