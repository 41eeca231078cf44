package org.postern.server.jmap.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.events.Change;
import org.postern.server.events.Change.Kind;
import org.postern.server.jmap.JmapBench;
import org.postern.server.jmap.core.Visitor;
import org.postern.server.time.Clock;

/// RFC 8620 §7: what an open connection is told, and when it ends.
@Timeout(20)
final class PushesTest {
    @TempDir
    Path folder;

    private final SteppedClock clock = new SteppedClock();
    private final AtomicBoolean stands = new AtomicBoolean(true);
    private final Told told = new Told();
    private JmapBench bench;
    private Pushes pushes;

    @BeforeEach
    void open() {
        bench = new JmapBench(folder);
        pushes = new Pushes(clock, new Pushes.Sources(bench.events, bench.mailstore, bench.queue), 3, 2);
        pushes.start();
    }

    @AfterEach
    void close() {
        pushes.close();
        bench.close();
    }

    /// INVARIANT: however much changes while one telling is written, one more tells all of it.
    @Test
    void what_changes_while_a_client_takes_its_time_is_told_as_one() throws Exception {
        var _ = pushes.open(wish(EnumSet.of(Kind.EMAIL, Kind.THREAD), Duration.ofHours(2)), told)
                .orElseThrow();
        told.slow();

        bench.events.publish(change(Kind.EMAIL, 101));
        told.begun.await();
        for (int state = 102; state <= 150; state++) {
            bench.events.publish(change(Kind.EMAIL, state));
        }
        bench.events.publish(change(Kind.THREAD, 151));
        bench.events.publish(change(Kind.MAILBOX, 152));
        told.quick();

        assertThat(told.next()).isEqualTo("{EMAIL=101} 101.3");
        assertThat(told.next()).isEqualTo("{EMAIL=150, THREAD=151} 152.3");
        assertThat(told.all).isEmpty();
    }

    @Test
    void a_sign_of_life_comes_as_often_as_was_wished() throws Exception {
        var _ = pushes.open(wish(EnumSet.noneOf(Kind.class), Duration.ofSeconds(5)), told)
                .orElseThrow();

        clock.advance(Duration.ofSeconds(5));

        assertThat(told.next()).isEqualTo("ping");
    }

    /// THREAT T-10: without any change and long before the next ping.
    @Test
    void a_connection_ends_soon_after_its_session() throws Exception {
        var _ = pushes.open(wish(EnumSet.allOf(Kind.class), Duration.ofMinutes(5)), told)
                .orElseThrow();
        stands.set(false);

        clock.advance(Pushes.ASK_EVERY);

        assertThat(told.next()).isEqualTo("end");
        assertThat(pushes.size()).isZero();
    }

    @Test
    void nothing_is_told_to_a_session_that_ended() throws Exception {
        var _ = pushes.open(wish(EnumSet.allOf(Kind.class), Duration.ofMinutes(5)), told)
                .orElseThrow();
        stands.set(false);

        bench.events.publish(change(Kind.EMAIL, 101));

        assertThat(told.next()).isEqualTo("end");
        assertThat(told.all).isEmpty();
    }

    @Test
    void a_connection_lasts_an_hour() throws Exception {
        var _ = pushes.open(wish(EnumSet.allOf(Kind.class), Duration.ofHours(2)), told)
                .orElseThrow();

        clock.advance(Pushes.LIFE);

        assertThat(told.next()).isEqualTo("end");
    }

    /// THREAT T-04
    @Test
    void places_are_bounded_and_given_back() {
        var wish = wish(EnumSet.noneOf(Kind.class), Duration.ofHours(2));
        var first = pushes.open(wish, new Told()).orElseThrow();
        var _ = pushes.open(wish, new Told()).orElseThrow();

        var third = pushes.open(wish, new Told());
        first.close();
        first.close();

        assertThat(third).isEmpty();
        assertThat(pushes.open(wish, new Told())).isPresent();
        assertThat(pushes.open(wish, new Told())).isEmpty();
    }

    private Pushes.Wish wish(EnumSet<Kind> kinds, Duration ping) {
        return new Pushes.Wish(new Visitor(JmapBench.ADA, stands::get), kinds, Optional.empty(), ping);
    }

    private static Change change(Kind kind, long state) {
        return new Change(JmapBench.ADA.id(), EnumSet.of(kind), state);
    }

    /// What a client was told; it can take its time.
    private static final class Told implements Feed.Sink {
        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
        private final CountDownLatch begun = new CountDownLatch(1);
        private volatile CountDownLatch mayGoOn = new CountDownLatch(0);

        void slow() {
            mayGoOn = new CountDownLatch(1);
        }

        void quick() {
            mayGoOn.countDown();
        }

        String next() throws InterruptedException {
            var next = all.poll(10, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }

        @Override
        public void tell(Map<Kind, Long> changed, PushState state) throws IOException {
            begun.countDown();
            try {
                mayGoOn.await();
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
            all.add(changed + " " + state);
        }

        @Override
        public void ping() {
            all.add("ping");
        }

        @Override
        public void end() {
            all.add("end");
        }
    }

    /// A clock that stands: who sleeps for less than a second goes on at once, others when the test says so.
    private static final class SteppedClock implements Clock {
        private final AtomicLong nanos = new AtomicLong();
        private final List<CountDownLatch> sleepers = new ArrayList<>();

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanos.get());
        }

        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            if (duration.toMillis() < 1000) {
                return;
            }
            var woken = new CountDownLatch(1);
            synchronized (sleepers) {
                sleepers.add(woken);
                sleepers.notifyAll();
            }
            woken.await();
        }

        /// Waits for the one that keeps time to sleep, then wakes it later.
        void advance(Duration duration) throws InterruptedException {
            synchronized (sleepers) {
                while (sleepers.isEmpty()) {
                    sleepers.wait();
                }
                nanos.addAndGet(duration.toNanos());
                sleepers.removeFirst().countDown();
            }
        }
    }
}
