package org.postern.reach.detect;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiPredicate;
import org.postern.reach.Failure;
import org.postern.reach.Observation;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Stage;
import org.postern.reach.Verdict;

/// A network whose senders write to us by three relays, seen minute by minute as the daemon would see it.
final class Town {
    static final List<RelayId> RELAYS = List.of(RelayId.CORE, new RelayId("rome"), new RelayId("oslo"));
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MINUTES_BETWEEN_PATHS = 6;
    private static final double WEB_A_MINUTE = 0.5;

    final History history;
    final SourceNetwork network;
    Instant now;
    boolean asksUs = true;
    boolean browses = true;
    boolean isLiedAbout; // each minute somebody asks for our names in its name
    int senders = 6;
    int hosts = 3;
    int scanners; // that connect and leave, in an hour, to each relay
    int letters; // that somebody there wanted to write
    private final double mailsAnHour;
    private final Random random;

    /// What lets a connection of senders come to a relay; what lets ours come to their hosts.
    BiPredicate<RelayId, Random> inward = (relay, chance) -> true;

    BiPredicate<RelayId, Long> outward = (relay, host) -> true;

    /// What becomes of a session that has connected; empty when it ends with 250.
    Optional<Observation.Broke> fault = Optional.empty();

    Town(History history, int as, double mailsAnHour, long seed) {
        this.history = history;
        this.network = new SourceNetwork.As(as);
        this.mailsAnHour = mailsAnHour;
        this.random = new Random(seed);
        this.now = Instant.parse("2019-03-01T00:00:00Z");
    }

    void pass(Duration time) {
        var until = now.plus(time);
        while (now.isBefore(until)) {
            minute();
            now = now.plus(MINUTE);
        }
    }

    /// @return how long it took until the verdict was `Blocked`; empty when it never was
    Optional<Duration> passUntilBlocked(RelayId relay, Duration limit) {
        var began = now;
        while (now.isBefore(began.plus(limit))) {
            pass(MINUTE);
            if (Judge.opinion(history, network, relay, now).wantsLook()) {
                paths();
            }
            if (judged(relay) instanceof Verdict.Blocked) {
                return Optional.of(Duration.between(began, now));
            }
        }
        return Optional.empty();
    }

    Verdict judged(RelayId relay) {
        return Judge.opinion(history, network, relay, now).verdict();
    }

    /// A connection from there to the first host came about.
    void reached(RelayId from) {
        history.see(new Observation.Reversed(now, network, from, 0, Optional.empty(), Optional.empty()));
    }

    private void minute() {
        if (random.nextDouble() < mailsAnHour / 60) {
            mail();
        }
        for (var relay : RELAYS) {
            if (random.nextDouble() < scanners / 60.0) {
                scan(relay, 1L << random.nextInt(64));
            }
        }
        if (isLiedAbout) {
            RELAYS.forEach(relay -> passed(relay, Stage.ASKED, 1));
        }
        if (browses && random.nextDouble() < WEB_A_MINUTE) {
            passed(RELAYS.get(random.nextInt(3)), Stage.WEB, 1);
        }
        if (now.getEpochSecond() / 60 % MINUTES_BETWEEN_PATHS == 0) {
            paths();
        }
    }

    private void mail() {
        letters++;
        long sender = 1L << random.nextInt(senders);
        if (asksUs) {
            RELAYS.forEach(relay -> passed(relay, Stage.ASKED, sender));
        }
        if (!asksUs || random.nextDouble() < 0.1) {
            return; // a look-up that leads to nothing: somebody checks an address
        }
        var relay = RELAYS.get(random.nextInt(3));
        if (!inward.test(relay, random)) {
            relay = RELAYS.stream()
                    .filter(other -> inward.test(other, random))
                    .findFirst()
                    .orElse(null);
        }
        if (relay != null) {
            session(relay, sender);
        }
    }

    private void session(RelayId relay, long sender) {
        passed(relay, Stage.CONNECTED, sender);
        var stages = List.of(Stage.GREETED, Stage.TLS_BEGUN, Stage.TLS_DONE, Stage.TEXT_ENDED, Stage.KEPT);
        for (var stage : stages) {
            if (fault.isPresent() && fault.get().after().compareTo(stage) < 0) {
                var broke = fault.get();
                history.see(new Observation.Broke(
                        now, network, relay, broke.after(), broke.failure(), 1, sender, broke.octets()));
                return;
            }
            passed(relay, stage, sender);
        }
    }

    private void scan(RelayId relay, long source) {
        passed(relay, Stage.CONNECTED, source);
        history.see(new Observation.Broke(now, network, relay, Stage.CONNECTED, Failure.EOF_ERROR, 1, source, 0));
    }

    private void passed(RelayId relay, Stage stage, long sender) {
        history.see(new Observation.Passed(now, network, relay, stage, 1, sender));
    }

    /// One host from every relay, as the prober would.
    private void paths() {
        if (hosts == 0) {
            return;
        }
        long host = random.nextInt(hosts);
        for (var relay : RELAYS) {
            var failure =
                    outward.test(relay, host) ? Optional.<Failure>empty() : Optional.of(Failure.GENERIC_TIMEOUT_ERROR);
            history.see(new Observation.Reversed(now, network, relay, host, failure, Optional.empty()));
        }
    }
}
