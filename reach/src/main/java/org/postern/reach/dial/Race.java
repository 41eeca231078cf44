package org.postern.reach.dial;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Tries ways in order, each a little after the one before and at once when that failed, until one
/// arrives (as RFC 8305 §5 does with addresses).
///
/// @param head what the first has alone before the second one starts
/// @param stagger the same of each later one
/// @param limit for the whole race
public record Race(Duration head, Duration stagger, Duration limit) {
    private static final Duration STAGGER = Duration.ofMillis(400);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    public static Race standard() {
        return new Race(STAGGER, STAGGER, LIMIT);
    }

    /// Where the first is known to have worked: nobody sees the others tried while it still does, on a slow
    /// machine and a slow line too.
    public static Race favouringTheFirst() {
        return new Race(Duration.ofSeconds(2), STAGGER, LIMIT);
    }

    /// @param arrives whether a way works; runs on a thread of its own and is interrupted when another won
    /// @return the first that did
    /// @throws InterruptedException when the thread is to stop
    public <W> Optional<W> run(List<W> ways, Predicate<W> arrives) throws InterruptedException {
        var waiting = new ArrayDeque<>(ways);
        var finished = new LinkedBlockingQueue<Optional<W>>();
        long end = System.nanoTime() + limit.toNanos();
        int running = 0;
        try (var runners = Executors.newVirtualThreadPerTaskExecutor()) {
            while (!waiting.isEmpty() || running > 0) {
                var next = waiting.poll();
                if (next != null) {
                    running++;
                    runners.execute(() -> finished.add(Optional.of(next).filter(arrives)));
                }
                var alone = waiting.size() == ways.size() - 1 ? head : stagger;
                long patience = Math.min((waiting.isEmpty() ? limit : alone).toNanos(), end - System.nanoTime());
                var came = finished.poll(Math.max(0, patience), TimeUnit.NANOSECONDS);
                running -= came == null ? 0 : 1;
                if ((came != null && came.isPresent()) || System.nanoTime() - end >= 0) {
                    runners.shutdownNow();
                    return came == null ? Optional.empty() : came;
                }
            }
            return Optional.empty();
        }
    }
}
