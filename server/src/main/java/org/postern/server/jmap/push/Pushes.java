package org.postern.server.jmap.push;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.postern.server.accounts.AccountId;
import org.postern.server.events.Change.Kind;
import org.postern.server.events.Events;
import org.postern.server.jmap.core.Visitor;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.Snapshot;
import org.postern.server.queue.Queue;
import org.postern.server.time.Clock;

/// Every push connection, and the one thread that keeps time for all of them (THREAT T-04: they are
/// counted, and an idle one holds no thread).
public final class Pushes implements AutoCloseable {
    /// After it a connection ends and the client comes again through the gate.
    static final Duration LIFE = Duration.ofHours(1);

    /// How long a connection may last at most once its session ended.
    static final Duration ASK_EVERY = Duration.ofSeconds(30);

    private static final Duration TICK = Duration.ofSeconds(1);

    private final Clock clock;
    private final Events events;
    private final Mailstore mailstore;
    private final Queue queue;
    private final Semaphore places;
    private final int mostPerAccount;
    private final ConcurrentMap<AccountId, Integer> perAccount = new ConcurrentHashMap<>();
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private @Nullable Thread ticker;

    /// Where changes and states come from.
    public record Sources(Events events, Mailstore mailstore, Queue queue) {}

    public Pushes(Clock clock, Sources sources, int mostInAll, int mostPerAccount) {
        this.clock = clock;
        this.events = sources.events();
        this.mailstore = sources.mailstore();
        this.queue = sources.queue();
        this.places = new Semaphore(mostInAll);
        this.mostPerAccount = mostPerAccount;
    }

    public synchronized void start() {
        if (ticker == null) {
            ticker = Thread.ofVirtual().name("jmap-push").start(this::tick);
        }
    }

    @Override
    public synchronized void close() {
        if (ticker != null) {
            ticker.interrupt();
            ticker = null;
        }
        lines.forEach(Line::close);
    }

    /// Open connections.
    public int size() {
        return lines.size();
    }

    /// Whom to tell what, and how often a sign of life is due.
    record Wish(Visitor visitor, Set<Kind> kinds, Optional<PushState> since, Duration ping) {
        AccountId account() {
            return visitor.account().id();
        }
    }

    /// Empty when there are too many already.
    Optional<Line> open(Wish wish, Feed.Sink sink) {
        if (!places.tryAcquire()) {
            return Optional.empty();
        }
        if (perAccount.merge(wish.account(), 1, Integer::sum) > mostPerAccount) {
            giveBack(wish.account());
            return Optional.empty();
        }
        try {
            return Optional.of(listen(wish, sink));
        } catch (RuntimeException broken) {
            giveBack(wish.account());
            throw broken;
        }
    }

    /// Listens first and looks then, so that nothing falls between.
    private Line listen(Wish wish, Feed.Sink sink) {
        var line = new Line(wish, sink);
        try {
            var now = now(wish.account());
            if (wish.since().isPresent()) {
                line.feed.catchUp(now);
            } else {
                line.feed.startAt(now);
            }
        } catch (RuntimeException broken) {
            line.subscription.close();
            throw broken;
        }
        lines.add(line);
        return line;
    }

    private PushState now(AccountId account) {
        return new PushState(mailstore.read(account, Snapshot::state), queue.state(account));
    }

    private void giveBack(AccountId account) {
        perAccount.computeIfPresent(account, (id, count) -> count == 1 ? null : count - 1);
        places.release();
    }

    private void tick() {
        try {
            while (true) {
                clock.sleep(TICK);
                long now = clock.nanos();
                lines.forEach(line -> line.tick(now));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// One connection's place.
    final class Line implements AutoCloseable {
        private final Wish wish;
        private final Feed feed;
        private final Events.Subscription subscription;
        private final long opened = clock.nanos();
        private long pinged = opened;
        private long asked = opened;

        private Line(Wish wish, Feed.Sink sink) {
            this.wish = wish;
            this.feed = new Feed(
                    clock,
                    wish.visitor().stands(),
                    wish.kinds(),
                    wish.since().orElse(new PushState(0, 0)),
                    new Feed.Ends(sink, this::close));
            this.subscription = events.subscribe(wish.account(), feed::on);
        }

        /// A sign of life now.
        void ping() {
            feed.ping();
        }

        /// Ends the connection. Again and again is the same as once.
        @Override
        public void close() {
            if (leave()) {
                feed.close();
            }
        }

        /// Nothing more is told; the connection stays.
        boolean leave() {
            boolean first = lines.remove(this);
            if (first) {
                subscription.close();
                giveBack(wish.account());
                feed.mute();
            }
            return first;
        }

        private void tick(long now) {
            if (now - opened >= LIFE.toNanos()) {
                close();
            } else if (now - pinged >= wish.ping().toNanos()) {
                pinged = now;
                asked = now;
                feed.ping();
            } else if (now - asked >= ASK_EVERY.toNanos()) {
                asked = now;
                feed.ask();
            }
        }
    }
}
