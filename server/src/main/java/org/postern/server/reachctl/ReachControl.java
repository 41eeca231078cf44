package org.postern.server.reachctl;

import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.postern.reach.Failure;
import org.postern.reach.Observation;
import org.postern.reach.RelayId;
import org.postern.reach.Stage;
import org.postern.reach.plan.AddressChoice;
import org.postern.reach.plan.DueSteps;
import org.postern.reach.plan.Limits;
import org.postern.reach.plan.Offer;
import org.postern.reach.plan.Pair;
import org.postern.reach.plan.Planned;
import org.postern.reach.plan.Planner;
import org.postern.reach.plan.Pool;
import org.postern.reach.plan.Pool.Standing;
import org.postern.reach.plan.Ration;
import org.postern.reach.plan.Situation;
import org.postern.reach.plan.Step;
import org.postern.server.accounts.Accounts;
import org.postern.server.db.Database;
import org.postern.server.intake.Intake;
import org.postern.server.net.Names;
import org.postern.server.net.OpenSessions;
import org.postern.server.net.Sightings;
import org.postern.server.reachctl.StepBook.Author;
import org.postern.server.relays.Egress;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.server.trace.Trace;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// Notices and repairs: each minute what the doors saw goes into the history, the judge is asked
/// of every network and relay, the planner of what to do, and that is done. What was found of a
/// pair in doubt is judged at once.
public final class ReachControl implements AutoCloseable {
    private static final Trace TRACE = Trace.of(ReachControl.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration SILENT = Duration.ofSeconds(20);
    private static final int MINUTES_BETWEEN_LOOKS_AT_RELAYS = 5;
    private static final int PLACES_A_NETWORK = 5; // pairs counted at once, for each network remembered
    private static final int STEPS_LOOKED_THROUGH = 500;

    private final Parts parts;
    private final Clock clock;
    private final LiveMap map;
    private final SourceGroups groups;
    private final MailHosts hosts;
    private final HostBook hostBook;
    private final WholePool pool;
    private final Tally tally;
    private final HourBook hours;
    private final StepBook book;
    private final Round round;
    private final Repairs repairs;
    private final Prober prober;
    private final Learner learner;
    private final Incidents incidents;
    private final Notices notices;
    private final Planner planner = new Planner(Limits.standard(), Ration.standard());
    private final DueSteps due;
    private final LiveChoice choice;
    private final ReachMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile OpenSessions sessions = OpenSessions.NONE;
    private volatile PublicStatus status;
    private volatile boolean closed;
    private Instant minute = Instant.EPOCH;
    private Optional<Thread> loop = Optional.empty();

    /// What it is made of.
    public record Parts(ReachSettings settings, Ground ground, Ports ports, Telling telling) {}

    /// @param self the name of this server
    public record Ground(Database database, Clock clock, SecureRandom random, Metrics metrics, Domain self) {}

    /// What it sees and moves.
    ///
    /// @param pool relays without the core
    /// @param standing sets how one stands
    /// @param allowed addresses that may be knocked at
    /// @param mailPort 25
    /// @param own addresses at which senders reach this machine itself
    /// @param publish makes a new endpoint list
    public record Ports(
            Supplier<Pool> pool,
            BiConsumer<RelayId, Standing> standing,
            Vantage vantage,
            Names names,
            Predicate<InetAddress> allowed,
            int mailPort,
            List<InetAddress> own,
            Consumer<Pool> publish) {}

    /// How the operator is told.
    public record Telling(Accounts accounts, Intake intake, Poster poster) {}

    /// Counts at once; judges nothing before [#start].
    public ReachControl(Parts parts) {
        this.parts = parts;
        var settings = parts.settings();
        var ground = parts.ground();
        var ports = parts.ports();
        clock = ground.clock();
        var now = clock.instant();
        map = new LiveMap(settings.networks());
        groups = new SourceGroups(ground.random());
        hostBook = new HostBook(ground.database());
        hosts = new MailHosts(settings.looksAnHour(), groups, hostBook::keep);
        var roster = new Roster(settings.mostNetworks());
        tally = new Tally(map, groups, roster::hasMailed, settings.mostNetworks() * PLACES_A_NETWORK);
        hours = new HourBook(ground.database());
        book = new StepBook(ground.database(), now);
        pool = new WholePool(new WholePool.Parts(ports.pool(), ports.own(), map, book::orders));
        round = new Round(tally, roster, hours, book, pool::now);
        prober = new Prober(
                new Prober.Parts(ports.vantage(), hosts, clock, ground.self().name(), ports.mailPort(), round::found));
        due = new DueSteps(hosts::knows, settings.repair());
        repairs = new Repairs(
                book,
                round.egress(),
                new Repairs.Hands(ports.standing(), this::silence, this::lookNow, ports.publish()));
        learner = new Learner(new Learner.Parts(map, ports.names(), hosts, clock, ports.allowed()));
        incidents = new Incidents(ground.database(), now);
        var telling = parts.telling();
        notices = new Notices(new Notices.Parts(
                settings.tell().flatMap(MailAddress::parse),
                settings.webhook().map(URI::create),
                telling.accounts(),
                telling.intake(),
                telling.poster(),
                clock,
                ground.self()));
        choice = new LiveChoice(
                LiveChoice.slices(book.key(ground.random())),
                map,
                clock,
                ports.own(),
                () -> new Offer(pool.now(), book.withdrawn(), book.orders().partners()));
        metrics = new ReachMetrics(ground.metrics(), tally, roster, hosts);
        status = new PublicStatus(now, List.of());
    }

    /// Where the doors tell what they see.
    public Sightings sightings() {
        return new Sightings() {
            @Override
            public void passed(InetAddress from, RelayId by, Stage stage) {
                tally.passed(from, by, stage);
            }

            @Override
            public void broke(InetAddress from, RelayId by, Stage after, Failure failure, long octets) {
                tally.broke(from, by, after, failure, octets);
            }

            @Override
            public void wrote(InetAddress from, Domain sender) {
                learner.wrote(from, sender);
            }
        };
    }

    /// What the name server answers.
    public AddressChoice choice() {
        return choice;
    }

    /// What a name server is told that answers everybody the same: 1 to 4 addresses, the best first; none where
    /// this machine's own are not known and there is no relay.
    public List<InetAddress> addressesForAll() {
        return choice.forAll();
    }

    /// By which way mail leaves.
    public Egress egress() {
        return new LiveEgress(map, book, this::delivered);
    }

    private void delivered(LiveEgress.Tried tried, InetAddress to) {
        if (tried.failure().isEmpty() && parts.ports().allowed().test(to)) {
            hosts.heard(tried.network(), to, clock.instant());
        }
        prober.delivered(tried, new MailHosts.Found(to, groups.hash(to)));
    }

    /// Takes in what was found elsewhere: a volunteer's probe. From any thread.
    public void found(Observation observation) {
        round.found(observation);
    }

    /// What anybody may know.
    public PublicStatus status() {
        return status;
    }

    /// Where the operator's commands go.
    public Desk desk() {
        return new Desk(new Desk.Parts(book, repairs, round, incidents, map, pool::now, clock, lock));
    }

    /// Begins to judge.
    ///
    /// @param open the sessions of the SMTP door
    public void start(OpenSessions open) {
        sessions = open;
        learner.start();
        loop = Optional.of(clock.begin("reach", this::run));
    }

    @Override
    public void close() {
        closed = true;
        loop.ifPresent(Thread::interrupt);
        learner.close();
        lock.lock();
        try {
            hours.write();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            remember();
            while (!closed) {
                clock.sleep(PAUSE);
                turn();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes in what an earlier run of the server had counted.
    void remember() {
        lock.lock();
        try {
            var now = clock.instant();
            round.remember(now);
            hostBook.known(now).stream()
                    .filter(known -> parts.ports().allowed().test(known.address()))
                    .forEach(known -> hosts.remembered(map.of(known.address()), known, now));
        } catch (RuntimeException wrong) {
            TRACE.failure("what is usual could not be read", wrong);
        } finally {
            lock.unlock();
        }
    }

    /// Every few seconds.
    void turn() {
        lock.lock();
        try {
            if (!closed) {
                turn(clock.instant());
            }
        } catch (RuntimeException wrong) {
            TRACE.failure("a round of judging failed", wrong);
        } finally {
            lock.unlock();
        }
    }

    private void turn(Instant now) {
        var begun = clock.nanos();
        boolean isNewMinute = now.truncatedTo(ChronoUnit.MINUTES).isAfter(minute);
        if (isNewMinute) {
            minute = now.truncatedTo(ChronoUnit.MINUTES);
            map.look();
            book.forgetPast(now);
            tally.ignore(pool.now().members().stream()
                    .flatMap(member -> member.relay().addresses().stream())
                    .collect(Collectors.toSet()));
        }
        if (round.listen(now)) {
            round.judge(now);
            metrics.closed(round.shut(now).size());
            guarded("what is to be done could not be planned", () -> act(now));
            guarded("what blocks could not be told", () -> tell(now));
            metrics.judged(
                    Duration.ofNanos(clock.nanos() - begun), round.blocked().size(), incidents.count());
        }
        if (isNewMinute) {
            prober.round(now, round::namedTo);
            var at = now.atOffset(ZoneOffset.UTC);
            prober.lookAtRelays(pool.now(), at.getMinute() % MINUTES_BETWEEN_LOOKS_AT_RELAYS == 0);
            if (at.getMinute() == 0) {
                book.forgetOld(now);
                hostBook.forgetOld(now);
            }
        }
    }

    /// What fails here keeps nothing else of the round from being done.
    private static void guarded(String ifNot, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException wrong) {
            TRACE.failure(ifNot, wrong);
        }
    }

    private void act(Instant now) {
        var planned = planner.plan(new Situation(
                now,
                pool.now(),
                round.judged(),
                round.suspects(),
                book.withdrawn(),
                round.egress(),
                book.orders(),
                book.recent(),
                book.published()));
        for (var step : due.of(planned)) {
            guarded("a step could not be taken", () -> take(step, now));
        }
    }

    private void take(Planned step, Instant now) {
        repairs.take(step.step(), step.reason(), Author.PLANNER, pool.now(), now);
        metrics.took(step.step());
    }

    private void tell(Instant now) {
        var steps = book.last(STEPS_LOOKED_THROUGH);
        for (var change : incidents.update(round.blocked(), book.withdrawn().of(pool.now()), now)) {
            guarded("the operator could not be told", () -> tell(change, steps, now));
        }
        status = publicStatus(steps, now);
    }

    private void tell(Incidents.Change change, List<StepBook.Written> steps, Instant now) {
        var since = change.incident().began(); // on strong doubt another address is tried first
        var about = Repairs.about(steps, change.network()).stream()
                .filter(step -> !step.at().isBefore(since))
                .toList();
        if (notices.tell(new Notice(change, map.called(change.network()), about, now))) {
            metrics.told();
        }
    }

    private PublicStatus publicStatus(List<StepBook.Written> steps, Instant now) {
        return new PublicStatus(
                now,
                incidents.shown(now).stream()
                        .map(incident -> new PublicStatus.Block(
                                StepTimes.called(map, incident.network()),
                                incident.technique(),
                                incident.began(),
                                incident.noticed(),
                                Signs.words(incident.signs()),
                                StepTimes.repaired(steps, incident),
                                incident.ended()))
                        .sorted(Comparator.comparing(PublicStatus.Block::noticed)
                                .reversed())
                        .toList());
    }

    private void silence(Step.ResetSilent step) {
        int ended = sessions.resetSilent(
                (peer, by) -> by.equals(step.relay()) && map.of(peer).equals(step.network()), SILENT);
        metrics.reset(ended);
    }

    private void lookNow(Step.LookNow step) {
        var pair = new Pair(step.network(), step.relay());
        prober.lookNow(pair, round.suspectsOf(step.network()), round.isDoubted(pair), clock.instant());
        pool.now().member(step.relay()).ifPresent(member -> prober.lookAtRelays(List.of(member.relay())));
    }
}
