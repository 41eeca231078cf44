package org.postern.reach.detect;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.postern.reach.Observation.Broke;
import org.postern.reach.Observation.Passed;
import org.postern.reach.Observation.Probed;
import org.postern.reach.Stage;

/// One network's way to one relay.
final class PairHistory {
    private static final Duration USUAL = Duration.ofMinutes(10);
    private static final Duration UNNAMED = Duration.ofHours(12); // then what came or did not says nothing

    private final Watch watch;
    private final Duration fresh;
    private final Trail trail;
    private final Pulse web;
    private final Pulse kept;
    private final Map<Stage, Gate> gates = new EnumMap<>(Stage.class);
    private Instant minute = Instant.EPOCH;
    private int greeted;
    private int begun;
    private long greeters;
    private long beginners;
    private Instant named = Instant.MIN;
    private Duration missed = Duration.ZERO; // of being named, since the last connection
    private Optional<Probed> probed = Optional.empty();
    private Optional<Probed> probedNames = Optional.empty();

    PairHistory(Bounds bounds, Watch watch) {
        this.watch = watch;
        fresh = bounds.fresh();
        trail = new Trail(bounds, watch);
        web = new Pulse(bounds.halfLife(), watch);
        kept = new Pulse(bounds.halfLife(), watch);
        for (var stage : new Stage[] {Stage.CONNECTED, Stage.GREETED, Stage.TLS_BEGUN, Stage.TLS_DONE}) {
            gates.put(stage, new Gate(bounds));
        }
    }

    void see(Passed seen) {
        turnTo(seen.at());
        switch (seen.stage()) {
            case ASKED -> {
                if (!isNamedLately(seen.at())) {
                    forgive();
                }
                trail.asked(seen.at());
                named(seen.at());
            }
            case CONNECTED -> {
                trail.connected(seen.at());
                missed = Duration.ZERO;
            }
            case GREETED -> {
                greeted += seen.count();
                greeters |= seen.sources();
                gate(Stage.CONNECTED).passed(seen.at(), seen.count(), seen.sources());
            }
            case TLS_BEGUN -> {
                begun += seen.count();
                beginners |= seen.sources();
            }
            case TLS_DONE -> gate(Stage.TLS_BEGUN).passed(seen.at(), seen.count(), seen.sources());
            case TEXT_ENDED -> gate(Stage.TLS_DONE).passed(seen.at(), seen.count(), seen.sources());
            case KEPT -> kept.beat(seen.at());
            case WEB -> web.beat(seen.at());
        }
    }

    void see(Broke seen) {
        turnTo(seen.at());
        switch (seen.after()) {
            case CONNECTED, GREETED -> gate(Stage.CONNECTED).broke(seen);
            case TLS_BEGUN, TLS_DONE -> gate(seen.after()).broke(seen);
            case TEXT_ENDED -> gate(Stage.TLS_DONE).crawled(seen);
            case ASKED, KEPT, WEB -> {}
        }
    }

    void see(Probed seen) {
        probedNames = Optional.of(seen);
        if (!seen.findings().isOfNamesAlone()) {
            probed = probedNames;
        }
    }

    /// Sessions that greeted and did not ask for TLS are counted when their minute is over.
    void turnTo(Instant now) {
        if (now.isAfter(minute)) {
            if (greeted > 0) {
                gate(Stage.GREETED).passed(minute, Math.min(begun, greeted), beginners);
                if (greeted > begun) {
                    gate(Stage.GREETED).broke(minute, greeted - begun, greeters & ~beginners);
                }
            }
            minute = now;
            greeted = 0;
            begun = 0;
            greeters = 0;
            beginners = 0;
        }
    }

    private void forgive() {
        trail.forgive();
        gates.values().forEach(Gate::forgive);
    }

    /// Some answer has named the relay within half a day. A relay that was withdrawn is not: what was held
    /// against it then is no evidence for ever.
    boolean isNamedLately(Instant now) {
        return named.equals(Instant.MIN) || named.plus(UNNAMED).isAfter(now);
    }

    /// When an answer named the relay last; before all time where none ever did.
    Instant lastNamed() {
        return named;
    }

    /// The most, in nats, that any one kind of evidence of senders and volunteers says.
    double doubt(Instant now) {
        if (probedNames(now).isPresent()) {
            return Double.POSITIVE_INFINITY;
        }
        double most = trail.doubt(now);
        for (var gate : gates.values()) {
            most = Math.max(most, gate.nats(now));
        }
        return most;
    }

    Trail trail() {
        return trail;
    }

    private void named(Instant at) {
        missed = missed.plus(namedUntil(at));
        named = at;
    }

    /// How long an answer has named the relay, up to a moment after the last that did.
    private Duration namedUntil(Instant now) {
        if (named.equals(Instant.MIN)) {
            return Duration.ZERO;
        }
        var since = Duration.between(named, now);
        return since.compareTo(USUAL) < 0 ? since : USUAL;
    }

    /// For how long connections could be missed that came before: since `last`, and while answers named the
    /// relay. Who never asks us for names may connect at any time.
    Duration missedSince(Instant last, Instant now) {
        var silent = Duration.between(watch.within(last), now);
        if (named.equals(Instant.MIN)) {
            return silent;
        }
        var whileNamed = missed.plus(namedUntil(now));
        return whileNamed.compareTo(silent) < 0 ? whileNamed : silent;
    }

    Pulse web() {
        return web;
    }

    Pulse kept() {
        return kept;
    }

    Gate gate(Stage after) {
        return Objects.requireNonNull(gates.get(after), "no gate after this stage");
    }

    /// What a volunteer saw last, while it speaks for the present.
    Optional<Probed> probed(Instant now) {
        return probed.filter(seen -> seen.at().plus(fresh).isAfter(now));
    }

    /// The same of our names, for which no address need have been tried.
    Optional<Probed> probedNames(Instant now) {
        return probedNames.filter(seen -> seen.at().plus(fresh).isAfter(now));
    }
}
