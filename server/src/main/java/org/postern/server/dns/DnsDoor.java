package org.postern.server.dns;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.postern.reach.plan.AddressChoice;
import org.postern.server.net.Connection;
import org.postern.server.net.DatagramListener;
import org.postern.server.net.Listener;
import org.postern.server.net.Permits;
import org.postern.server.net.Sightings;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;
import org.postern.server.time.Periodic;
import org.postern.server.trace.Field;
import org.postern.server.trace.Metrics;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.dns.authority.DnsName;
import org.postern.wire.dns.authority.SigningKey;

/// The door on port 53. Datagrams are answered on a few threads, connections each on a virtual one of its
/// own.
public final class DnsDoor implements AutoCloseable {
    private static final int LARGEST_DATAGRAM = 4096;
    private static final int SECRET = 16;
    private static final int TRIES_FOR_A_PORT = 20;
    private static final Duration WATCH_EVERY = Duration.ofSeconds(1);
    private static final Trace TRACE = Trace.of(DnsDoor.class);

    private final DnsSettings settings;
    private final Clock clock;
    private final ZoneBook book;
    private final Answers answers;
    private final DnsCounters counters;
    private final StreamSession.Parts sessionParts;
    private final Permits permits;
    private final Notifier notifier;
    private final Set<StreamSession> sessions = ConcurrentHashMap.newKeySet();
    private final List<AutoCloseable> listeners = new ArrayList<>();
    private final List<Periodic> rounds = new ArrayList<>();
    private int port;
    private volatile boolean closed;

    /// What a door is made of.
    ///
    /// @param zone read from the settings
    /// @param keys that sign it; none for a zone that is not signed
    /// @param choice which addresses an asker is told
    public record Parts(
            DnsSettings settings,
            ConfiguredZone zone,
            List<SigningKey> keys,
            AddressChoice choice,
            Sightings sightings,
            Clock clock,
            SecureRandom random,
            Metrics metrics) {}

    private DnsDoor(Parts parts) {
        settings = parts.settings();
        clock = parts.clock();
        counters = new DnsCounters(parts.metrics());
        var apex = parts.zone().plan().apex();
        book = new ZoneBook(parts.zone().plan(), new SignatureCache(apex, parts.keys(), clock), clock);
        answers = new Answers(new Answers.Parts(
                book,
                parts.choice(),
                new FixedAddresses(parts.zone().own()).serve(InetAddress.getLoopbackAddress()),
                parts.sightings(),
                parts.zone().keys(),
                parts.zone().believed(),
                new RateLimit(
                        settings.answersPerNetwork(), secret(parts.random()).toByteArray()),
                secret(parts.random()),
                clock,
                counters));
        sessionParts = new StreamSession.Parts(settings, answers, new Transfers(book, answers, clock, counters), clock);
        notifier = new Notifier(book, new Notifier.Ground(parts.zone().secondaries(), clock, parts.random(), counters));
        permits = new Permits(settings.connections(), settings.connectionsPerNetwork());
        parts.metrics().gauge("postern_dns_open_connections", "TCP connections that are open now.", permits::taken);
    }

    /// Listens where the settings say.
    ///
    /// @throws java.io.UncheckedIOException when an address cannot be had
    /// @throws IllegalArgumentException in words for the operator, when the settings make no zone
    public static DnsDoor open(Parts parts) {
        var door = new DnsDoor(parts);
        try {
            parts.settings().listen().forEach(door::listen);
        } catch (RuntimeException refused) {
            door.close();
            throw refused;
        }
        door.rounds.add(Periodic.start(door.clock, "dns-watch", WATCH_EVERY, door::watch));
        door.rounds.add(Periodic.start(door.clock, "dns-renew", SignatureCache.longTerm(), door::renew));
        door.notifier.tell();
        TRACE.event(
                "answering for a zone",
                Field.id("zone", door.book.zone().apex()),
                Field.count("port", door.port),
                Field.count("keys", parts.keys().size()));
        return door;
    }

    /// The port that was bound first, for UDP and TCP.
    public int port() {
        return port;
    }

    /// Replaces the TXT records at a name of the zone, at once and for secondaries too.
    ///
    /// @param name one label below the zone, or a whole name in it
    /// @param texts one for each record; none to take them away
    public void publish(String name, List<String> texts) {
        book.publish(DnsName.within(name, book.zone().apex()), texts);
        notifier.tell();
    }

    /// What an asker at this address is told, the best first; at least one.
    List<AddressChoice.Served> told(InetAddress asker) {
        return answers.told(asker);
    }

    /// Names that MX records of domains point to, in order.
    public List<Domain> mailHosts() {
        return book.plan().exchangers().stream()
                .flatMap(name -> Domain.parse(name.toString()).stream())
                .toList();
    }

    ZoneBook book() {
        return book;
    }

    @Override
    public void close() {
        closed = true;
        rounds.forEach(Periodic::close);
        for (var listener : listeners) {
            try {
                listener.close();
            } catch (Exception broken) {
                TRACE.failure("a listener did not close", broken);
            }
        }
        sessions.forEach(StreamSession::abort);
    }

    private void listen(HostPort at) {
        for (int i = 1; ; i++) {
            var tcp = Listener.open(at, clock, this::welcome);
            try {
                var both = new HostPort(at.host(), tcp.port());
                listeners.add(DatagramListener.open(both, LARGEST_DATAGRAM, answers::datagram));
                listeners.add(tcp);
                port = port == 0 ? tcp.port() : port;
                return;
            } catch (java.io.UncheckedIOException taken) {
                tcp.close();
                if (at.port() != 0 || i == TRIES_FOR_A_PORT) {
                    throw taken; // where the system chooses, another one may be free for both
                }
            }
        }
    }

    private void welcome(Connection connection) {
        switch (permits.take(connection.peer())) {
            case Permits.Answer.TooMany() -> turnAway(connection, "too_many");
            case Permits.Answer.TooManyFromNetwork() -> turnAway(connection, "too_many_from_network");
            case Permits.Answer.Granted(var permit) -> {
                try (permit) {
                    serve(connection);
                }
            }
        }
    }

    private void turnAway(Connection connection, String why) {
        counters.connection(why);
        connection.abort();
    }

    private void serve(Connection connection) {
        var session = new StreamSession(connection, sessionParts);
        sessions.add(session);
        try {
            if (closed) {
                turnAway(connection, "stopping");
            } else {
                counters.connection(session.run());
            }
        } finally {
            sessions.remove(session);
        }
    }

    /// Ends sessions that wait in a write for a peer that does not read.
    private void watch() {
        long now = clock.nanos();
        for (var session : sessions) {
            if (session.isOverdue(now)) {
                session.abort();
            }
        }
    }

    /// A new state as often as what lasts is signed anew, so that secondaries never carry old signatures.
    private void renew() {
        book.renew();
        notifier.tell();
    }

    private static Octets secret(SecureRandom random) {
        var secret = new byte[SECRET];
        random.nextBytes(secret);
        return Octets.of(secret);
    }
}
