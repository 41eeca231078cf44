package org.postern.lab.sim;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.postern.lab.sim.World.Group;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// One run: a server with users, mail servers outside that write to them and are written to, and weather.
/// After the days asked for, nothing goes wrong and nothing new is written until everything has come to
/// rest; then the promises are held against what is there.
public final class Simulation {
    private static final int OUTSIDE = 6;
    private static final Duration REST = Duration.ofDays(6);

    private final long seed;
    private final int days;
    private final Household household;
    private final Random random;
    private final World world = new World();
    private final Group group = new Group();
    private final Journal journal = new Journal(world);
    private final Internet internet;
    private final Zones zones = new Zones(world);
    private final Mails mails;
    private final Site site;
    private final List<Sink> sinks = new ArrayList<>();
    private final List<Sender> senders = new ArrayList<>();
    private final List<Person> people = new ArrayList<>();
    private final List<InetAddress> addresses = new ArrayList<>();
    private boolean quiet;

    /// What came of a run.
    ///
    /// @param trace one number for its whole history
    /// @param events in its history
    /// @param kept recipients for whom a sender outside read 250
    /// @param sent submissions of users
    /// @param crashes ends of the server
    /// @param violations promises that were not kept; empty when all is well
    /// @param tail of the history
    public record Result(
            long seed,
            String trace,
            long events,
            int kept,
            int sent,
            int crashes,
            List<String> violations,
            List<String> tail) {}

    /// What runs have in common: a data folder to begin with, and mail to send.
    public static final class Ground implements AutoCloseable {
        private final Path folder = Folders.make();
        private final Household household = Household.make(folder);
        private final List<byte[]> corpus;

        /// @param corpus messages with CRLF line ends and no line above 998 octets
        public Ground(List<byte[]> corpus) {
            this.corpus = List.copyOf(corpus);
        }

        /// Simulates days, and the rest after them.
        public Result run(long seed, int days) {
            var runs = Folders.make();
            var simulation = new Simulation(this, seed, days, runs);
            try {
                return simulation.run();
            } finally {
                simulation.close();
                Folders.remove(runs);
            }
        }

        @Override
        public void close() {
            Folders.remove(folder);
        }
    }

    private Simulation(Ground ground, long seed, int days, Path folder) {
        this.seed = seed;
        this.days = days;
        household = ground.household;
        random = new Random(seed);
        internet = new Internet(world, split());
        mails = new Mails(split(), ground.corpus);
        site = new Site(world, internet, zones, journal, split(), folder);
    }

    private Random split() {
        return new Random(random.nextLong());
    }

    private Result run() {
        settle();
        site.start(household);
        var weather =
                new Weather(new Weather.Parts(world, site, internet, zones, journal, split(), List.copyOf(addresses)));
        world.begin(group, "weather", weather::blow);
        senders.forEach(sender -> world.begin(group, "writer", () -> writeFrom(sender, split())));
        people.forEach(person -> world.begin(group, "person", () -> person.live(correspondents())));
        world.run(Duration.ofDays(days).toNanos());
        quiet = true;
        weather.calm();
        sinks.forEach(sink -> sink.troubleShare(0));
        people.forEach(Person::writesNoMore);
        world.run(Duration.ofDays(days).plus(REST).toNanos());
        audit();
        return new Result(
                seed,
                journal.trace(),
                journal.events(),
                journal.kept().size(),
                journal.sent().size(),
                journal.crashes().size(),
                List.copyOf(journal.violations()),
                journal.tail());
    }

    /// The places of the fake internet. The last domain's server is never there.
    private void settle() {
        zones.mailHost(Household.HOME, Household.SERVER, List.of(Site.ADDRESS));
        var timers = Timers.values();
        for (int i = 0; i < OUTSIDE; i++) {
            var at = Internet.address(185, 10 + i, 1, 25);
            zones.mailHost(domain(i), new Domain("mx." + domain(i)), List.of(at));
            addresses.add(at);
            if (i < OUTSIDE - 1) {
                var sink = new Sink(world, journal, split(), i == 3);
                sink.troubleShare(0.15);
                sinks.add(sink);
                internet.serve(at, group, sink::serve);
                var from = Internet.address(185, 10 + i, 1, 26);
                senders.add(new Sender(
                        new Sender.Parts(world, internet, zones, journal, split(), group),
                        from,
                        timers[i % timers.length]));
            }
        }
        for (var resident : household.residents()) {
            people.add(new Person(new Person.Parts(world, site, journal, mails, split()), resident));
        }
    }

    private static Domain domain(int number) {
        return new Domain("out" + number + ".example");
    }

    /// Names that stand for nobody on the server's disk.
    private static MailAddress stranger(int number) {
        return new MailAddress(Mails.NEEDLE + "-" + number, domain(number));
    }

    private List<MailAddress> correspondents() {
        var all = new ArrayList<MailAddress>();
        for (int i = 0; i < OUTSIDE; i++) {
            all.add(stranger(i));
        }
        household.residents().forEach(resident -> all.add(resident.address()));
        all.add(new MailAddress(Mails.NEEDLE + "-nobody", new Domain("nowhere.example")));
        all.add(new MailAddress("nobody", Household.HOME));
        return all;
    }

    private void writeFrom(Sender sender, Random mine) {
        var from = stranger(senders.indexOf(sender));
        while (!quiet) {
            world.pause(Duration.ofMinutes(10 + mine.nextInt(280)));
            if (quiet) {
                return;
            }
            var to = new LinkedHashSet<MailAddress>();
            for (int i = mine.nextInt(3); i >= 0; i--) {
                to.add(alias(mine));
            }
            sender.take(mails.fromOutside(from, List.copyOf(to)), from, List.copyOf(to));
        }
    }

    /// An address of a user as strangers write it, or of nobody.
    private MailAddress alias(Random mine) {
        var residents = household.residents();
        var local = residents.get(mine.nextInt(residents.size())).address().local();
        var written = switch (mine.nextInt(12)) {
            case 0 -> local + "+news";
            case 1 -> local.toUpperCase(Locale.ROOT);
            case 2 -> local + "+a.b=c+d";
            case 3 -> "Postmaster";
            case 4 -> "no such-user";
            default -> local;
        };
        return new MailAddress(written, Household.HOME);
    }

    private void audit() {
        if (site.up().isEmpty()) {
            journal.violation("the server is not there at the end");
            return;
        }
        site.up().map(Life::queue).ifPresent(queue -> {
            if (!queue.list().isEmpty()) {
                journal.violation(queue.list().size() + " jobs wait for ever");
            }
        });
        var waiting = senders.stream().mapToInt(Sender::waiting).sum();
        if (waiting > 0) {
            journal.violation(waiting + " letters outside wait for ever");
        }
        new Audit(journal, people).run();
        site.search();
    }

    /// Everything that runs for this simulation ends.
    private void close() {
        world.close();
        site.close();
    }
}
