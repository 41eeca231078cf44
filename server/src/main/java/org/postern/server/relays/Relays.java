package org.postern.server.relays;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.postern.reach.RelayId;
import org.postern.reach.plan.Pool;
import org.postern.reach.relay.Arrivals;
import org.postern.reach.relay.RelayClient;
import org.postern.reach.relay.RelayKeeper;
import org.postern.reach.relay.RelayLink;
import org.postern.reach.relay.RelayProblem;
import org.postern.reach.relay.RelayTarget;
import org.postern.server.db.Database;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Metrics;
import org.postern.server.trace.Trace;

/// All relays of this server. Each is connected to whatever its standing, so that a spare one serves at
/// once, a retired one still takes what comes to it, and any can be used to look at networks.
///
/// Nothing of SSH is loaded while there is no relay.
public final class Relays implements AutoCloseable {
    private static final Trace TRACE = Trace.of(Relays.class);

    private static final Comparator<Pool.Member> BY_NAME =
            Comparator.comparing(member -> member.relay().id());

    private final RelayBook book;
    private final RelaySettings settings;
    private final Clock clock;
    private final RandomGenerator random;
    private final ConcurrentMap<RelayId, Held> held = new ConcurrentHashMap<>();
    private final List<Consumer<Pool>> watchers = new CopyOnWriteArrayList<>();
    private final Object opening = new Object();
    private final AtomicLong changes = new AtomicLong();
    private volatile Made made = new Made(-1, new Pool(List.of()));
    private @Nullable RelayClient client;
    private @Nullable Arrivals arrivals;

    /// One relay while the server runs.
    private static final class Held {
        private volatile KnownRelay known;
        private volatile Optional<RelayKeeper> keeper = Optional.empty();
        private volatile boolean up;
        private volatile Optional<RelayProblem> trouble = Optional.empty();

        Held(KnownRelay known) {
            this.known = known;
        }

        Pool.Member member() {
            var now = known;
            return new Pool.Member(now.relay(), now.standing(), up);
        }
    }

    /// How one relay stands now.
    ///
    /// @param trouble why it is not up, where that is known
    /// @param connections that came in by it and are open
    public record Report(KnownRelay relay, boolean up, Optional<RelayProblem> trouble, int connections) {}

    public Relays(Database database, RelaySettings settings, Clock clock, RandomGenerator random, Metrics metrics) {
        this.book = new RelayBook(database);
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        book.all().forEach(known -> held.put(known.id(), new Held(known)));
        metrics.gauge(
                "postern_relays_up",
                "Relays whose connection stands.",
                () -> held.values().stream().filter(one -> one.up).count());
        metrics.gauge(
                "postern_relays_connections",
                "Connections open that came in by relays.",
                () -> list().stream().mapToInt(Report::connections).sum());
    }

    /// Begins to connect to every relay; whoever comes in there is given to the doors.
    ///
    /// @param doors serves one connection to its end on the calling thread
    public void start(Arrivals doors) {
        arrivals = doors;
        held.values().forEach(this::hold);
    }

    /// Every relay, in the order of names.
    public List<Report> list() {
        return held.values().stream()
                .map(one -> new Report(
                        one.known,
                        one.up,
                        one.trouble,
                        one.keeper
                                .flatMap(RelayKeeper::link)
                                .map(RelayLink::channels)
                                .orElse(0)))
                .sorted((one, other) -> one.relay().id().compareTo(other.relay().id()))
                .toList();
    }

    /// Whether a port that a relay listens on is for the page; all others are for mail. A relay that lies
    /// here chooses between doors that are open anyway.
    public boolean isWeb(RelayId relay, int port) {
        var one = held.get(relay);
        return one != null && one.known.listening().webPort() == port;
    }

    /// @param after how many changes it was made
    private record Made(long after, Pool pool) {}

    /// The relays as the planner sees them, in the order of names. The core itself is none of them. `up` is that
    /// the connection to it stands and it listens for us; whether senders reach it is for those to say who look at
    /// it. The same object until something changes, since the name server asks for each question.
    public Pool pool() {
        long now = changes.get();
        var last = made;
        if (last.after() != now) {
            last = new Made(
                    now,
                    new Pool(held.values().stream()
                            .map(Held::member)
                            .sorted(BY_NAME)
                            .toList()));
            made = last;
        }
        return last.pool();
    }

    /// Told with the new pool whenever a relay goes up or down, comes, goes, or changes its standing; on
    /// the thread where it happened, so it must be quick.
    public void watch(Consumer<Pool> watcher) {
        watchers.add(watcher);
    }

    /// Kept in the database before this returns.
    ///
    /// @return false when there is no such relay
    public boolean setStanding(RelayId relay, Pool.Standing standing) {
        if (!book.setStanding(relay, standing)) {
            return false;
        }
        held.computeIfPresent(relay, (id, one) -> {
            var was = one.known;
            one.known = new KnownRelay(was.relay(), was.place(), was.hostKey(), was.listening(), standing);
            return one;
        });
        changes.incrementAndGet();
        TRACE.event("a relay stands anew", Field.id("relay", relay), Field.word("standing", standing));
        tell();
        return true;
    }

    /// The connection to a relay, for dialling out from its address ([RelayLink#dial]); empty while it is
    /// down.
    public Optional<RelayLink> link(RelayId relay) {
        return Optional.ofNullable(held.get(relay)).flatMap(one -> one.keeper).flatMap(RelayKeeper::link);
    }

    /// Kept, and connected to at once.
    ///
    /// @return false when there is one of its name
    public boolean add(KnownRelay relay) {
        if (relay.id().isReserved() || !book.add(relay)) {
            return false;
        }
        var one = new Held(relay);
        held.put(relay.id(), one);
        changes.incrementAndGet();
        hold(one);
        tell();
        return true;
    }

    /// Its connections end, and it stops listening for us.
    ///
    /// @return false when there is no such relay
    public boolean remove(RelayId relay) {
        if (!book.remove(relay)) {
            return false;
        }
        var gone = held.remove(relay);
        changes.incrementAndGet();
        if (gone != null) {
            gone.keeper.ifPresent(RelayKeeper::close);
        }
        tell();
        return true;
    }

    RelayBook book() {
        return book;
    }

    /// One for all relays, opened with the first.
    RelayClient client() {
        synchronized (opening) {
            var open = client;
            if (open == null) {
                open = RelayClient.open(book.key(), clock::nanos);
                client = open;
            }
            return open;
        }
    }

    /// A connection beside the one that is held, for a moment.
    RelayLink connect(RelayTarget target) throws RelayProblem {
        var doors = arrivals;
        return client().connect(target, doors == null ? (relay, stream) -> stream.close() : doors, 10);
    }

    private void hold(Held one) {
        var doors = arrivals;
        if (doors == null) {
            return; // it is held once the doors are open
        }
        var opened = client();
        one.keeper = Optional.of(RelayKeeper.start(
                one.known.target(),
                target -> opened.connect(target, doors, settings.connections()),
                new Told(one),
                random));
    }

    private void tell() {
        var now = pool();
        for (var watcher : watchers) {
            try {
                watcher.accept(now);
            } catch (RuntimeException wrong) {
                TRACE.failure("who watches the relays failed", wrong); // the relay is held all the same
            }
        }
    }

    /// Hears one keeper.
    private final class Told implements RelayKeeper.Listener {
        private final Held one;

        Told(Held one) {
            this.one = one;
        }

        @Override
        public void up(RelayId relay) {
            one.trouble = Optional.empty();
            one.up = true;
            changes.incrementAndGet();
            TRACE.event("a relay is up", Field.id("relay", relay));
            tell();
        }

        @Override
        public void down(RelayId relay, Optional<RelayProblem> why) {
            boolean changed = one.up || !sameKind(why);
            one.up = false;
            changes.incrementAndGet();
            one.trouble = why;
            if (changed) {
                TRACE.event(
                        "a relay is down",
                        Field.id("relay", relay),
                        Field.word(
                                "why", why.map(problem -> problem.kind().name()).orElse("LOST")));
                tell();
            }
        }

        private boolean sameKind(Optional<RelayProblem> why) {
            return one.trouble.map(RelayProblem::kind).equals(why.map(RelayProblem::kind));
        }
    }

    /// Ends every connection; the relays stop listening for us.
    @Override
    public void close() {
        held.values().forEach(one -> one.keeper.ifPresent(RelayKeeper::close));
        synchronized (opening) {
            if (client != null) {
                client.close();
            }
        }
    }
}
