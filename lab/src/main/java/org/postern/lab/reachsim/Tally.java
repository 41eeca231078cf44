package org.postern.lab.reachsim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postern.reach.RelayId;
import org.postern.reach.Technique;
import org.postern.reach.Verdict;

/// What became of the mail that was offered in the censored networks while it was measured, and of the
/// others; and what the watchman said and did.
final class Tally {
    /// The delays at which D is told, in seconds.
    static final long[] DELAYS = {300, 3600, 4 * 3600, 24 * 3600};

    private static final long BUCKET = 600;

    private final World world;
    long offered;
    long bounced;
    final long[] within = new long[DELAYS.length];
    long otherOffered;
    long otherWithin;
    final Map<Long, long[]> byTime = new HashMap<>();

    /// First verdicts: of the pair and when, in seconds after the block.
    final List<Named> named = new ArrayList<>();

    final Map<Technique, Integer> falseAlarms = new EnumMap<>(Technique.class);
    final List<String> alarms = new ArrayList<>();
    int withdrawn;
    int falselyWithdrawn;
    int broughtUp;
    long repairedAfter = -1;
    int looks; // urgent ones, at one host each
    int routeFaultsNamed;
    int routeFaults;

    record Named(int net, int relay, Technique technique, long after) {}

    long seed() {
        return world.seed;
    }

    Tally(World world) {
        this.world = world;
    }

    private boolean isMeasured(Letter letter) {
        return letter.offered >= world.begins && letter.offered < world.measuredUntil;
    }

    void offered(Letter letter) {
        if (!isMeasured(letter)) {
            return;
        }
        if (letter.mailer.net.isCensored()) {
            offered++;
            bucket(letter)[0]++;
        } else {
            otherOffered++;
        }
    }

    private long[] bucket(Letter letter) {
        return byTime.computeIfAbsent((letter.offered - world.begins) / BUCKET, missing -> new long[2]);
    }

    void kept(Letter letter, long at) {
        if (!isMeasured(letter)) {
            return;
        }
        long delay = at - letter.offered;
        if (!letter.mailer.net.isCensored()) {
            otherWithin += delay <= 3600 ? 1 : 0;
            return;
        }
        for (int i = 0; i < DELAYS.length; i++) {
            within[i] += delay <= DELAYS[i] ? 1 : 0;
        }
        if (delay <= 3600) {
            bucket(letter)[1]++;
        }
    }

    void bounced(Letter letter) {
        if (isMeasured(letter) && letter.mailer.net.isCensored()) {
            bounced++;
        }
    }

    /// An address left a network's answers.
    void withdrawn(Net net, int relay) {
        withdrawn++;
        boolean isTrue = net.isCensored() && world.cutSince(net, relay).isPresent();
        falselyWithdrawn += isTrue || net.faultyRelay >= 0 ? 0 : 1;
    }

    /// Addresses that a censored network made us give up, a day.
    double burntADay() {
        double days = world.scenario.days().measured() + world.scenario.days().after();
        return withdrawn / days / Math.max(1, world.scenario.censors().all());
    }

    void alarmed(Net net, RelayId relay, Verdict.Blocked blocked) {
        alarms.add("%s at %d s: %s".formatted(net.id + " " + relay, world.agenda.now(), blocked));
    }
}
