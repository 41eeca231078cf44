package org.postern.server.smtpin;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.postern.reach.RelayId;
import org.postern.server.accounts.Accounts;
import org.postern.server.intake.Intake;
import org.postern.server.net.Connection;
import org.postern.server.net.Listener;
import org.postern.server.net.MemoryBudget;
import org.postern.server.net.OpenSessions;
import org.postern.server.net.Permits;
import org.postern.server.net.Sightings;
import org.postern.server.net.Tls;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.smtp.Reply;

/// The door on port 25. Each connection takes a permit and becomes a [Session] on a virtual thread of
/// its own.
public final class Door implements AutoCloseable, OpenSessions {
    private static final Duration WATCH_EVERY = Duration.ofSeconds(1);

    private final Parts parts;
    private final DoorCounters counters;
    private final Permits permits;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private Optional<Listener> listener = Optional.empty();
    private Optional<Thread> watch = Optional.empty();
    private volatile boolean closed;

    /// What a door is made of.
    ///
    /// @param hostName as the greeting says it
    /// @param tls empty to offer no STARTTLS
    /// @param memory shared with intake
    /// @param sightings hears how far each session comes
    public record Parts(
            SmtpSettings settings,
            String hostName,
            Accounts accounts,
            Space space,
            Intake intake,
            Optional<Tls> tls,
            MemoryBudget memory,
            Clock clock,
            Metrics metrics,
            Sightings sightings) {}

    private Door(Parts parts) {
        this.parts = parts;
        counters = new DoorCounters(parts.metrics());
        permits = new Permits(parts.settings().sessions(), parts.settings().sessionsPerNetwork());
        parts.metrics().gauge("postern_smtpin_open_sessions", "Sessions that are open now.", permits::taken);
        parts.metrics()
                .gauge("postern_smtpin_memory_bytes", "Memory held by mail in flight.", parts.memory()::takenBytes);
    }

    /// Listens where the settings say.
    ///
    /// @throws java.io.UncheckedIOException when the address cannot be had
    public static Door open(Parts parts) {
        var door = new Door(parts);
        door.listener = Optional.of(Listener.open(parts.settings().listen(), parts.clock(), door::welcome));
        door.watch();
        return door;
    }

    /// Listens nowhere: whoever has connections brings them to [#welcome].
    public static Door handed(Parts parts) {
        var door = new Door(parts);
        door.watch();
        return door;
    }

    private void watch() {
        watch = Optional.of(parts.clock().begin("smtpin-watch", this::watchSessions));
    }

    /// The port that was bound.
    public int port() {
        return listener.map(Listener::port).orElseThrow();
    }

    /// Serves one connection, wherever it came from, until its end, on the calling thread.
    public void welcome(Connection connection) {
        switch (permits.take(connection)) {
            case Permits.Answer.TooMany() -> turnAway(connection, Replies.TOO_MANY_SESSIONS, "too_many");
            case Permits.Answer.TooManyFromNetwork() ->
                turnAway(connection, Replies.TOO_MANY_FROM_NETWORK, "too_many_from_network");
            case Permits.Answer.Granted(var permit) -> {
                try (permit) {
                    serve(connection);
                }
            }
        }
    }

    /// Takes nobody any more, tells those who wait for their next command (421), lets the others finish
    /// the message that they are at, and ends those who do not within the time that the settings give.
    @Override
    public void close() {
        closed = true;
        listener.ifPresent(Listener::close);
        watch.ifPresent(Thread::interrupt);
        var open = Set.copyOf(sessions);
        var ended = new CountDownLatch(open.size());
        var until = parts.settings().stopTime();
        for (var session : open) {
            Thread.ofVirtual().name("smtpin-stop").start(() -> {
                session.stop(until);
                ended.countDown();
            });
        }
        try {
            ended.await(until.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            open.forEach(Session::abort);
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int resetSilent(BiPredicate<InetAddress, RelayId> whose, Duration silentFor) {
        int ended = 0;
        long now = parts.clock().nanos();
        for (var session : sessions) {
            var connection = session.connection();
            if (session.silentNanos(now) >= silentFor.toNanos() && whose.test(connection.peer(), connection.via())) {
                counters.session("silent");
                session.abort();
                ended++;
            }
        }
        return ended;
    }

    private void serve(Connection connection) {
        var session = new Session(connection, parts, counters);
        sessions.add(session);
        try {
            if (closed) {
                turnAway(connection, Replies.STOPPING, "stopping");
            } else {
                counters.session("begun");
                session.run();
            }
        } finally {
            sessions.remove(session);
        }
    }

    private void turnAway(Connection connection, Reply reply, String why) {
        counters.session(why);
        Session.farewell(connection, reply);
    }

    /// Ends sessions that are past their time in a place where no read times out: in a write to a peer
    /// that does not read.
    private void watchSessions() {
        try {
            while (!closed) {
                parts.clock().sleep(WATCH_EVERY);
                long now = parts.clock().nanos();
                for (var session : sessions) {
                    session.silentNanos(now); // so that it is known when somebody asks
                    if (session.isOverdue(now)) {
                        counters.session("overdue");
                        session.abort();
                    }
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
