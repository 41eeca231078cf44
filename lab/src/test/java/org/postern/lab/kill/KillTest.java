package org.postern.lab.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.cli.mail.Entrance;
import org.postern.cli.mail.Site;
import org.postern.lab.SourceTree;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.RunningPostern;
import org.postern.wire.address.MailAddress;

/// 250 means kept, however often the process is killed. Under arrivals, moves, deletions and sending, the
/// process gets SIGKILL at a random moment; after each restart everything that a client was told must hold.
///
/// Rounds and seed are `-Dpostern.kill.rounds` and `-Dpostern.kill.seed` (`./postern bench kill`).
final class KillTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final String ADDRESS = "ada@postern.localhost";
    private static final String PASSWORD = "correct horse battery staple";
    private static final int NO_RESOLVER = 9;
    private static final int KEPT_BETWEEN_ROUNDS = 150;
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final int rounds = Integer.getInteger("postern.kill.rounds", 20);
    private final long seed = Long.getLong("postern.kill.seed", 20261124);
    private final Random random = new Random(seed);
    private final Expectations expectations = new Expectations();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    @Test
    void what_a_client_was_told_holds_after_every_kill() throws Exception {
        try (var sink = Sink.start(new Random(seed + 1));
                var service = RunningPostern.up(TREE.root(), folder.resolve("data"), settings(sink))) {
            var user = signUp(service);
            for (int round = 1; round <= rounds; round++) {
                runAndKill(service, user, round);
                assertThat(verified(service, user, sink))
                        .as("seed %d, round %d", seed, round)
                        .isEmpty();
            }
            everythingLeaves(sink);
            report(sink);
        }
    }

    private void runAndKill(RunningPostern service, JmapLoad user, int round) {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 3; i++) {
            var load = new SmtpLoad(
                    service.smtpPort(),
                    ADDRESS,
                    "m" + round + "-" + i + "-",
                    new Random(random.nextLong()),
                    expectations);
            threads.add(start(load));
        }
        var tidying = new Random(random.nextLong());
        threads.add(start(() -> user.tidy(tidying)));
        threads.add(start(() -> user.send("q" + round + "-", ADDRESS, "bo@peer.test")));
        // a moment that is reached also where the machine is slow: so much was taken, and a little more
        int enough = expectations.acceptedCount() + 1 + random.nextInt(60);
        long latest = System.nanoTime() + LONGEST_ROUND.toNanos();
        while (expectations.acceptedCount() < enough && System.nanoTime() < latest) {
            LockSupport.parkNanos(1_000_000);
        }
        LockSupport.parkNanos(random.nextLong(50_000_000));
        lookAtUids(service);
        service.crash();
        threads.forEach(KillTest::join);
    }

    private List<String> verified(RunningPostern service, JmapLoad user, Sink sink) {
        user.lookAtNumbers();
        lookAtUids(service);
        var there = user.there();
        user.openAll(there.keySet(), random);
        var problems = new ArrayList<>(expectations.problems(there));
        sink.takenAgain().forEach(subject -> problems.add(subject + " left again after its 250 was written down"));
        failures.forEach(failure -> problems.add("a client failed: " + failure));
        user.trim(there.keySet().stream().sorted().toList(), KEPT_BETWEEN_ROUNDS);
        return problems;
    }

    private void everythingLeaves(Sink sink) {
        Await.until(() -> new HashSet<>(sink.taken()).containsAll(expectations.queued()), PATIENCE, () -> {
            var missing = new HashSet<>(expectations.queued());
            missing.removeAll(new HashSet<>(sink.taken()));
            return "seed " + seed + ", never left: " + missing;
        });
        assertThat(sink.takenAgain()).isEmpty();
    }

    private void report(Sink sink) {
        var taken = sink.taken();
        System.out.println("kill: seed " + seed + ", " + rounds + " rounds, " + expectations.acceptedCount()
                + " messages with 250, " + expectations.destroyedCount() + " destroyed, "
                + expectations.queued().size() + " queued, " + taken.size() + " left, "
                + (taken.size() - new HashSet<>(taken).size()) + " of them again after a kill before the record");
    }

    private JmapLoad signUp(RunningPostern service) {
        var address = MailAddress.parse(ADDRESS).orElseThrow();
        var site = new Site(URI.create(service.site()), Optional.empty());
        var entrance = new Entrance(site, address, InstantSource.system());
        entrance.signUp(PASSWORD, Optional.empty());
        return new JmapLoad(entrance.logIn(PASSWORD, Optional.empty()), expectations);
    }

    private List<String> settings(Sink sink) {
        var lines = new ArrayList<>(RunningPostern.firstSteps(NO_RESOLVER));
        lines.add(lines.indexOf("[delivery]") + 1, "routes = [\"peer.test=127.0.0.1:" + sink.port() + "\"]");
        lines.addAll(
                lines.indexOf("[http]") + 1,
                List.of(
                        "source_burst = 1000000",
                        "source_per_second = 1000000",
                        "session_burst = 1000000",
                        "session_per_second = 1000000"));
        lines.addAll(List.of("[queue]", "recipients_per_hour = 1000000", "recipients_per_day = 1000000"));
        return lines;
    }

    /// IMAP's numbers, which no door tells yet, from the side: the process is not asked.
    private void lookAtUids(RunningPostern service) {
        var rows = Child.run(
                folder,
                PATIENCE,
                "python3",
                "-c",
                "import sqlite3, sys\n"
                        + "for row in sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)"
                        + ".execute('SELECT id, uid_next, uid_validity FROM mailbox'): print(*row)",
                service.data().resolve("postern.db").toString());
        for (var row : rows.lines().toList()) {
            var numbers = row.split(" ");
            expectations.seen("uidNext of " + numbers[0], Long.parseLong(numbers[1]));
            expectations.seen("uidValidity of " + numbers[0], Long.parseLong(numbers[2]));
        }
    }

    private Thread start(Runnable work) {
        return Thread.ofVirtual()
                .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                .start(work);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
