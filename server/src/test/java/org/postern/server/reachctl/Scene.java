package org.postern.server.reachctl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Stage;
import org.postern.reach.plan.Pool;
import org.postern.reach.plan.Pool.Standing;
import org.postern.server.accounts.Account;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.Accounts;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.intake.Arrival;
import org.postern.server.intake.Outcome;
import org.postern.server.net.DialFailed;
import org.postern.server.net.Names;
import org.postern.server.net.Sightings;
import org.postern.server.trace.Metrics;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;
import org.postern.wire.dns.Lookup;
import org.postern.wire.dns.MailExchanger;

/// The room with a real database, a clock that stands, two relays and the core, and networks whose
/// senders write as the test says.
final class Scene implements AutoCloseable {
    static final RelayId ROME = new RelayId("rome");
    static final RelayId OSLO = new RelayId("oslo");
    static final SourceNetwork THEM = new SourceNetwork.As(64500);
    static final InetAddress CORES = InetAddress.ofLiteral("203.0.113.200");
    static final InetAddress ROMES = InetAddress.ofLiteral("198.51.100.25");
    private static final List<RelayId> PLACES = List.of(RelayId.CORE, ROME, OSLO);
    private static final String NETWORKS = """
            192.0.2.0/24,64500,"Them & Co"
            203.0.113.0/24,64501,Others
            198.51.100.0/24,64510,Hosting one
            """;

    final InlineClock clock;
    final List<Arrival> mails = new ArrayList<>();
    final List<String> posts = new ArrayList<>();
    final List<String> knocks = new ArrayList<>();
    final ReachControl control;
    private final SqliteDatabase database;
    private final Map<RelayId, Standing> standings =
            new HashMap<>(Map.of(ROME, Standing.SERVING, OSLO, Standing.SERVING));
    private final Random random;
    private final Sightings doors;

    /// Which relays a network's senders reach, and which of our places reach a network's hosts.
    BiPredicate<String, RelayId> inward = (network, relay) -> true;

    BiPredicate<RelayId, String> outward = (from, host) -> true;

    /// Which hosts refuse a connection from where.
    BiPredicate<RelayId, String> refuses = (from, host) -> false;

    /// Relays that somebody took away.
    final Set<RelayId> removed = new HashSet<>();

    /// What happens besides where an endpoint list is made, and where a mail to the operator is taken.
    Runnable publish = () -> {};

    Runnable intake = () -> {};

    Scene(Path folder, long seed) throws IOException {
        this(folder, seed, new InlineClock());
    }

    Scene(Path folder, long seed, InlineClock clock) throws IOException {
        this.clock = clock;
        random = new Random(seed);
        database = SqliteDatabase.open(folder);
        var map = folder.resolve("networks.csv");
        Files.writeString(map, NETWORKS);
        var settings = new ReachSettings(
                Optional.of(map),
                List.of("203.0.113.200"),
                Optional.of("ada@here.test"),
                Optional.of("https://hook.test/"),
                true,
                4,
                100,
                true);
        control = new ReachControl(new ReachControl.Parts(
                settings,
                new ReachControl.Ground(
                        database,
                        clock,
                        seeded(seed),
                        new Metrics(),
                        Domain.parse("mx.here.test").orElseThrow()),
                new ReachControl.Ports(
                        this::pool,
                        this::stand,
                        new Paper(),
                        new NoNames(),
                        address -> true,
                        25,
                        List.of(CORES),
                        pool -> publish.run()),
                new ReachControl.Telling(
                        new OneAccount(),
                        arrival -> {
                            intake.run();
                            mails.add(arrival);
                            return new Outcome.Kept();
                        },
                        this::post)));
        control.remember();
        doors = control.sightings();
    }

    /// What a test saw once it sees again.
    private static SecureRandom seeded(long seed) {
        var numbers = new Random(seed);
        return new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] octets) {
                numbers.nextBytes(octets);
            }
        };
    }

    private int post(URI to, byte[] json) {
        posts.add(new String(json, StandardCharsets.UTF_8));
        return 200;
    }

    private Pool pool() {
        return new Pool(Stream.of(member(ROME, ROMES, 64510), member(OSLO, InetAddress.ofLiteral("100.64.0.25"), 64511))
                .filter(member -> !removed.contains(member.relay().id()))
                .toList());
    }

    private Pool.Member member(RelayId id, InetAddress address, int as) {
        return new Pool.Member(
                new Relay(id, List.of(address), new SourceNetwork.As(as)),
                Objects.requireNonNull(standings.get(id)),
                true);
    }

    private void stand(RelayId relay, Standing standing) {
        standings.put(relay, standing);
    }

    Standing standing(RelayId relay) {
        return Objects.requireNonNull(standings.get(relay));
    }

    /// Minutes in which senders of the networks write about so many mails an hour.
    void pass(Duration time, int mailsAnHour, String... prefixes) {
        for (long i = 0; i < time.toMinutes(); i++) {
            for (var prefix : prefixes) {
                if (random.nextInt(60) < mailsAnHour) {
                    mail(prefix);
                }
                if (random.nextInt(4) == 0) {
                    doors.passed(sender(prefix), RelayId.CORE, Stage.WEB);
                }
            }
            turns();
        }
    }

    /// A minute of it in twelve turns.
    void turns() {
        for (int i = 0; i < 12; i++) {
            clock.sleep(Duration.ofSeconds(5));
            control.turn();
        }
    }

    private void mail(String prefix) {
        var sender = sender(prefix);
        var served =
                control.choice().serve(sender).stream().map(one -> one.relay()).toList();
        served.forEach(relay -> doors.passed(sender, relay, Stage.ASKED));
        var reached =
                served.stream().filter(relay -> inward.test(prefix, relay)).toList();
        var first = served.get(random.nextInt(served.size()));
        var by = reached.contains(first) ? Optional.of(first) : reached.stream().findFirst();
        if (by.isPresent()) {
            List.of(Stage.CONNECTED, Stage.GREETED, Stage.TLS_BEGUN, Stage.TLS_DONE, Stage.TEXT_ENDED, Stage.KEPT)
                    .forEach(stage -> doors.passed(sender, by.get(), stage));
        }
    }

    InetAddress sender(String prefix) {
        return InetAddress.ofLiteral(prefix + (1 + random.nextInt(200)));
    }

    /// Somebody forges look-ups from a network.
    void forge(String prefix, int lookups) {
        for (int i = 0; i < lookups; i++) {
            doors.passed(sender(prefix), ROME, Stage.ASKED);
        }
    }

    /// Mail was delivered to hosts of a network.
    void delivered(String... hosts) {
        for (var host : hosts) {
            control.egress().tried(InetAddress.ofLiteral(host), RelayId.CORE, Optional.empty());
        }
    }

    @Override
    public void close() {
        control.close();
        database.close();
    }

    /// Mail hosts on paper: each says its words, or nothing.
    private final class Paper implements Vantage {
        @Override
        public Set<RelayId> places() {
            return Set.copyOf(PLACES);
        }

        @Override
        public Optional<Wire> dial(RelayId from, InetSocketAddress to, Duration timeout) throws DialFailed {
            var host = to.getAddress().getHostAddress();
            knocks.add(from + " " + host);
            if (refuses.test(from, host)) {
                throw new DialFailed(DialFailed.Word.CONNECTION_REFUSED);
            }
            if (!outward.test(from, host)) {
                throw new DialFailed(DialFailed.Word.GENERIC_TIMEOUT_ERROR);
            }
            return Optional.of(new Words());
        }
    }

    private static final class Words implements Vantage.Wire {
        private final StringBuilder unread = new StringBuilder("220 mx.here.test ESMTP\r\n");

        @Override
        public int read(byte[] into, Duration timeout) {
            var said = unread.toString().getBytes(StandardCharsets.US_ASCII);
            unread.setLength(0);
            System.arraycopy(said, 0, into, 0, said.length);
            return said.length == 0 ? -1 : said.length;
        }

        @Override
        public void write(byte[] octets) {
            unread.append(
                    new String(octets, StandardCharsets.US_ASCII).startsWith("EHLO")
                            ? "250-mx.here.test\r\n250 STARTTLS\r\n"
                            : "221 bye\r\n");
        }

        @Override
        public void close() {}
    }

    static final class OneAccount implements Accounts {
        @Override
        public Route route(MailAddress address) {
            return new Route.ToAccount(new AccountId(1), address);
        }

        @Override
        public boolean isLocal(Domain domain) {
            return true;
        }

        @Override
        public List<Domain> domains() {
            return List.of();
        }

        @Override
        public Optional<Account> account(AccountId id) {
            return Optional.empty();
        }

        @Override
        public List<Account> all() {
            return List.of();
        }
    }

    private static final class NoNames implements Names {
        @Override
        public Lookup<MailExchanger> mailExchangers(Domain domain) {
            return new Lookup.NoRecords<>();
        }

        @Override
        public Lookup<InetAddress> addresses(Domain host) {
            return new Lookup.NoRecords<>();
        }

        @Override
        public Lookup<String> texts(Domain name) {
            return new Lookup.NoRecords<>();
        }
    }
}
