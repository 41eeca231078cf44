package org.postern.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Stage;
import org.postern.reach.plan.AddressChoice;
import org.postern.reach.plan.Pool;
import org.postern.reach.relay.RelayTarget;
import org.postern.server.accounts.Account;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.Accounts;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.intake.Outcome;
import org.postern.server.net.Names;
import org.postern.server.net.Sightings;
import org.postern.server.reachctl.ReachControl;
import org.postern.server.reachctl.ReachSettings;
import org.postern.server.reachctl.Vantage;
import org.postern.server.relays.KnownRelay;
import org.postern.server.relays.RelaySettings;
import org.postern.server.relays.Relays;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;
import org.postern.wire.dns.Lookup;
import org.postern.wire.dns.MailExchanger;

/// What noticing blocks costs on the way of mail and of look-ups: the counters for each message, and which
/// addresses of a pool an asker is told. Senders and resolvers sit in 2,000 networks.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ReachBenchmark {
    private static final int NETWORKS = 2000;
    private static final int HOSTINGS = 40;
    private static final List<Stage> ITS_OWN_CONNECTION =
            List.of(Stage.CONNECTED, Stage.GREETED, Stage.TLS_BEGUN, Stage.TLS_DONE, Stage.TEXT_ENDED, Stage.KEPT);
    private static final List<Stage> KEPT_CONNECTION = List.of(Stage.TEXT_ENDED, Stage.KEPT);
    private static final Domain SELF = Domain.parse("mx.bench.test").orElseThrow();

    @Param({"8", "1000"})
    int relayCount;

    private final List<InetAddress> peers = IntStream.range(0, NETWORKS)
            .mapToObj(network -> InetAddress.ofLiteral(11 + network / 250 + "." + network % 250 + ".7.25"))
            .toList();

    private final Path folder = folder();
    private final SqliteDatabase database = SqliteDatabase.open(folder);
    private final Relays relays =
            new Relays(database, RelaySettings.usual(), Clock.system(), new SecureRandom(), new Metrics());
    private Pool up = new Pool(List.of());
    private final ReachControl control = new ReachControl(new ReachControl.Parts(
            ReachSettings.usual(),
            new ReachControl.Ground(database, Clock.system(), new SecureRandom(), new Metrics(), SELF),
            new ReachControl.Ports(
                    () -> up,
                    (relay, standing) -> {},
                    new Nowhere(),
                    new NoNames(),
                    address -> true,
                    25,
                    List.of(),
                    pool -> {}),
            new ReachControl.Telling(new NoAccounts(), arrival -> new Outcome.Kept(), (to, json) -> 200)));
    private final Sightings sightings = control.sightings();
    private final AddressChoice choice = control.choice();
    private final RelayId by = new RelayId("relay-1");

    /// Whose turn it is, in one thread.
    @State(Scope.Thread)
    public static class Turn {
        private int next;

        int next() {
            next = next + 1 == NETWORKS ? 0 : next + 1;
            return next;
        }
    }

    /// Every relay is in the database, and answers are made as if each were up.
    @Setup
    public void fill() {
        for (int number = 0; number < relayCount; number++) {
            relays.add(relay(number));
        }
        up = new Pool(relays.pool().members().stream()
                .map(member -> new Pool.Member(member.relay(), member.standing(), true))
                .toList());
    }

    private static KnownRelay relay(int number) {
        var address = InetAddress.ofLiteral("100.64." + number / 250 + "." + number % 250);
        return new KnownRelay(
                new Relay(
                        new RelayId("relay-" + number),
                        List.of(address),
                        new SourceNetwork.As(64_500 + number % HOSTINGS)),
                new RelayTarget.Place("root", "relay.example", 22),
                "SHA256:" + "A".repeat(43),
                new KnownRelay.Listening("*", 25, 443),
                Pool.Standing.SERVING);
    }

    /// Of a message on a connection of its own, with TLS.
    @Benchmark
    public void countersOfAConnectionEach(Turn turn) {
        var peer = peers.get(turn.next());
        ITS_OWN_CONNECTION.forEach(stage -> sightings.passed(peer, by, stage));
        sightings.wrote(peer, SELF);
    }

    /// Of a message on a kept connection.
    @Benchmark
    public void countersOfAKeptConnection(Turn turn) {
        var peer = peers.get(turn.next());
        KEPT_CONNECTION.forEach(stage -> sightings.passed(peer, by, stage));
        sightings.wrote(peer, SELF);
    }

    /// One stage of one session.
    @Benchmark
    public void counter(Turn turn) {
        sightings.passed(peers.get(turn.next()), by, Stage.CONNECTED);
    }

    /// The pool of this moment, which each answer begins with.
    @Benchmark
    public Pool pool() {
        return relays.pool();
    }

    /// Which addresses a resolver is told, the pool at hand.
    @Benchmark
    public List<AddressChoice.Served> answer(Turn turn) {
        return choice.serve(peers.get(turn.next()));
    }

    @TearDown
    public void close() {
        control.close();
        relays.close();
        database.close();
        Run.remove(folder);
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("reach-bench");
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static final class Nowhere implements Vantage {
        @Override
        public Set<RelayId> places() {
            return Set.of(RelayId.CORE);
        }

        @Override
        public Optional<Wire> dial(RelayId from, InetSocketAddress to, Duration timeout) {
            return Optional.empty();
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

    private static final class NoAccounts implements Accounts {
        @Override
        public Route route(MailAddress address) {
            return new Route.Elsewhere();
        }

        @Override
        public boolean isLocal(Domain domain) {
            return false;
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
}
