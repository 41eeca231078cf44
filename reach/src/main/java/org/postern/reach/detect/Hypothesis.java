package org.postern.reach.detect;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.postern.reach.Evidence;
import org.postern.reach.Failure;
import org.postern.reach.ProbeFindings;
import org.postern.reach.RelayId;
import org.postern.reach.Signal;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Stage;
import org.postern.reach.Technique;

/// One way in which a network could be blocking, and what speaks for it.
///
/// @param evidence for it, and against it (negative)
/// @param controls what shows that the network and the relay live: no evidence of a block, but of no
///     outage
/// @param sure nats of it in which nothing has a part that comes without a block too: look-ups with forged senders,
///     volunteers who lie (THREAT T-42), a resolver that is out
record Hypothesis(Technique technique, List<Evidence> evidence, List<Evidence> controls, double sure) {
    private static final Duration MINUTE = Duration.ofMinutes(1); // what a count of arrivals is of
    private static final long WEB_BEATS = 3;
    private static final Duration WEB_LASTS = Duration.ofHours(1); // then it no longer says that it goes on
    private static final double MISSED = 2; // nats of mail that does not come
    private static final Set<Signal> UNSURE =
            EnumSet.of(Signal.QUERY_WITHOUT_CONNECT, Signal.QUERIES_STOPPED, Signal.PROBE);
    private static final double PROBE = 5; // one volunteer can be wrong, or lie (THREAT T-42)
    private static final double STRIPPED_HOST = 4;
    private static final double OPEN_CORE = -0.5; // the name server may have another address than the core
    private static final double ENDS_A_SILENCE = 5; // nats of ended sessions for each nat of missed mail
    private static final double NOTICED = 2; // nats of a silence, of which less says nothing

    Hypothesis {
        evidence = Judge.strongest(evidence);
        controls = List.copyOf(controls);
    }

    private Hypothesis(Technique technique, List<Evidence> evidence, List<Evidence> controls) {
        this(
                technique,
                evidence,
                controls,
                evidence.stream()
                        .filter(one -> !UNSURE.contains(one.signal()))
                        .mapToDouble(Evidence::nats)
                        .sum());
    }

    /// After which stage sessions break; empty where none come.
    Optional<Stage> step() {
        return step(technique);
    }

    private static Optional<Stage> step(Technique technique) {
        return switch (technique) {
            case RESET -> Optional.of(Stage.CONNECTED);
            case STARTTLS_STRIP -> Optional.of(Stage.GREETED);
            case TLS_FILTER -> Optional.of(Stage.TLS_BEGUN);
            case THROTTLE, BYTE_FREEZE -> Optional.of(Stage.TLS_DONE);
            case NULL_ROUTE, PORT_25_ONLY, DNS_LIE, NAME_SERVER -> Optional.empty();
        };
    }

    /// Nothing speaks for it.
    private static Hypothesis none(Technique technique) {
        return new Hypothesis(technique, List.of(), List.of());
    }

    double nats() {
        return evidence.stream().mapToDouble(Evidence::nats).sum();
    }

    /// Look-ups with forged senders and a lying volunteer are all there is, and who should write to us does
    /// (THREAT T-42).
    boolean isPlantable() {
        return sure < MISSED && evidence.stream().map(Evidence::signal).allMatch(Signal::isPlantable);
    }

    /// A connection of ours to a mail host there would speak for it or against it.
    boolean isToldByLook() {
        return switch (technique) {
            case NULL_ROUTE, STARTTLS_STRIP, DNS_LIE, NAME_SERVER -> true;
            case PORT_25_ONLY, RESET, TLS_FILTER, THROTTLE, BYTE_FREEZE -> false;
        };
    }

    /// The reverse path answers, which no packet to a null-routed address could.
    boolean isRefuted() {
        return technique == Technique.NULL_ROUTE
                && evidence.stream().anyMatch(one -> one.signal() == Signal.REVERSE_PATH && one.nats() < 0);
    }

    /// For people.
    List<Evidence> told() {
        return Stream.concat(evidence.stream(), controls.stream()).toList();
    }

    static List<Hypothesis> all(History history, SourceNetwork network, RelayId relay, Instant now) {
        var known = history.network(network);
        var seen = new Seen(known, known.pair(relay), relay, now);
        return List.of(
                seen.nullRoute(),
                seen.port25(),
                seen.reset(),
                seen.stripped(),
                seen.filtered(),
                seen.slowed(),
                seen.dnsLie(),
                seen.nameServer());
    }

    /// A pair's history looked at from one moment.
    private record Seen(NetworkHistory network, PairHistory pair, RelayId relay, Instant now) {
        /// What came, or did not, before the relay last got through to a mail host there says nothing: packets
        /// came back to it then. Nor does a path that failed before somebody from there last connected.
        Hypothesis nullRoute() {
            var open = network.reversePaths().lastOpen(relay, now);
            boolean isSuspectedSince = pair.trail().run(open, now) > 0;
            var suspected = isSuspectedSince ? pair.trail().runBegan(open, now) : Instant.MIN;
            var came = pair.trail().connections().last().plus(MINUTE);
            var path = network.reversePaths().from(relay, came, suspected, now);
            if (path.nats() <= 0 && goesOn(pair.web(), silentSince())) {
                return none(Technique.NULL_ROUTE); // packets come and go between this very address and the network
            }
            var all = new ArrayList<Evidence>();
            all.add(mailStopped(open));
            all.add(evidence(
                    Signal.REVERSE_PATH,
                    path.nats(),
                    path.from(),
                    path.nats() > 0
                            ? path.failing() + " mail hosts there do not answer " + relay + " and answer others"
                            : "mail hosts there answer " + relay));
            probe(found -> found.port25().isPresent()
                            && found.port443().isPresent()
                            && found.sibling().isEmpty())
                    .ifPresent(all::add);
            var web = web(network.web(), silentSince(), "web requests of the network go on");
            return new Hypothesis(Technique.NULL_ROUTE, all, web, silence(open));
        }

        /// The web at the very address goes on; only mail does not come.
        Hypothesis port25() {
            var web = web(pair.web(), silentSince(), "web requests by the same relay go on");
            if (web.isEmpty()) {
                return none(Technique.PORT_25_ONLY);
            }
            var path = pathFrom(relay, now);
            var all = new ArrayList<Evidence>();
            all.add(mailStopped(Instant.MIN));
            all.add(evidence(
                    Signal.REVERSE_PATH, -Math.max(0, path.nats()), path.from(), "the reverse path fails too"));
            probe(found -> found.port25().isPresent() && found.port443().isEmpty())
                    .ifPresent(all::add);
            return new Hypothesis(Technique.PORT_25_ONLY, all, web, silence(Instant.MIN));
        }

        /// By a relay a reset is an end: its sshd closes the channel, and why is not told (docs/reach/resets.md).
        /// Who looks for open ports ends so too, and nobody's mail stops:
        /// an end counts as far as mail is missed.
        Hypothesis reset() {
            var how = pair.gate(Stage.CONNECTED).usualBreak();
            boolean isEnd = !relay.equals(RelayId.CORE) && how.equals(Optional.of(Failure.EOF_ERROR));
            boolean isReset = isEnd || how.equals(Optional.of(Failure.CONNECTION_RESET));
            var probe = probe(found -> found.smtp().equals(Optional.of(Failure.CONNECTION_RESET))
                    || found.port25().equals(Optional.of(Failure.CONNECTION_RESET)));
            return isReset
                    ? funnel(
                            Technique.RESET,
                            isEnd ? ENDS_A_SILENCE * pair.kept().silence(now) : Double.MAX_VALUE,
                            "sessions are reset before they greet",
                            probe)
                    : none(Technique.RESET);
        }

        Hypothesis stripped() {
            var senders = funnel(
                    Technique.STARTTLS_STRIP,
                    "senders that used TLS do not ask for it now",
                    probe(found -> found.smtp().isEmpty() && !found.starttlsOffered()));
            if (!network.reversePaths().isStripped(relay, now)) {
                return senders;
            }
            var path = pathFrom(relay, Instant.MIN);
            return senders.with(evidence(
                    Signal.REVERSE_PATH,
                    path.stripped() * STRIPPED_HOST,
                    path.from(),
                    path.stripped() + " hosts there that offered STARTTLS do not now"));
        }

        Hypothesis filtered() {
            return funnel(
                    Technique.TLS_FILTER,
                    "sessions die in the TLS handshake",
                    probe(found -> found.smtp().isEmpty() && isBroken(found.tls())));
        }

        Hypothesis slowed() {
            var dyingAt = pair.gate(Stage.TLS_DONE).dyingAt();
            return funnel(
                    dyingAt.isPresent() ? Technique.BYTE_FREEZE : Technique.THROTTLE,
                    dyingAt.isPresent()
                            ? "messages die at about %d octets".formatted(dyingAt.getAsLong())
                            : "messages do not come to their end",
                    probe(found -> found.stoppedAtOctets().isPresent()));
        }

        Hypothesis dnsLie() {
            return queriesStopped(
                    Technique.DNS_LIE,
                    nats -> -Math.max(0, nats),
                    names(found -> found.resolver().filter(Failure::isLie).isPresent()
                            && found.doh().isEmpty()));
        }

        Hypothesis nameServer() {
            return queriesStopped(
                    Technique.NAME_SERVER,
                    nats -> Math.max(OPEN_CORE, nats),
                    names(found ->
                            found.resolver().filter(failure -> !failure.isLie()).isPresent()
                                    && found.doh().isEmpty()));
        }

        private Evidence namesPath(DoubleUnaryOperator weighed) {
            var path = pathFrom(RelayId.CORE, network.asked().last());
            return evidence(
                    Signal.REVERSE_PATH,
                    weighed.applyAsDouble(path.nats()),
                    path.from(),
                    "connections from our name server's address fail");
        }

        /// Whatever name it asks for: who looks at more than the name cuts the neutral one too.
        private static boolean isBroken(Optional<Failure> handshake) {
            return handshake
                    .filter(failure -> failure != Failure.UNKNOWN_FAILURE) // it was not tried
                    .isPresent();
        }

        private boolean isNetworkSilent() {
            return network.trail().run(now) > 0
                    && networkUnfollowed(Instant.MIN) > pair.trail().unfollowed(now);
        }

        /// Of the network's look-ups that no connection to anywhere followed, those that named this relay.
        private double networkUnfollowed(Instant after) {
            var all = network.trail();
            return all.unfollowed(Math.min(all.run(after, now), pair.trail().run(after, now)));
        }

        private Trail trail() {
            return isNetworkSilent() ? network.trail() : pair.trail();
        }

        private ReversePaths.Finding pathFrom(RelayId place, Instant suspected) {
            return network.reversePaths().from(place, Instant.MIN, suspected, now);
        }

        private Instant silentSince() {
            var connections = trail().connections();
            return connections.isKnown() ? connections.last() : now;
        }

        /// Look-ups that no connection follows, or connections that do not come any more: two views of
        /// one thing, so the stronger counts.
        ///
        /// @param after a moment: what was before it does not count
        private Evidence mailStopped(Instant after) {
            var trail = trail();
            double unfollowed = !pair.isNamedLately(now)
                    ? 0
                    : isNetworkSilent() ? networkUnfollowed(after) : trail.unfollowed(trail.run(after, now));
            double silence = silence(after);
            return unfollowed >= silence
                    ? evidence(
                            Signal.QUERY_WITHOUT_CONNECT,
                            unfollowed,
                            trail.runBegan(after, now),
                            trail.run(after, now) + " look-ups and no connection, where "
                                    + Math.round(trail.share() * 100) + " % were followed by one")
                    : evidence(
                            Signal.SILENCE,
                            silence,
                            silentSince(),
                            "no connection, where " + tenths(trail.connections().rate() * 60) + " an hour are usual");
        }

        /// A relay is not missed while no answer names it, nor by who does not ask: when a backlog is worked off or
        /// a sender leaves, look-ups become as few as connections.
        private double silence(Instant after) {
            var since = after.isAfter(silentSince()) ? after : silentSince();
            double silence = trail().connections().silence(pair.missedSince(since, now));
            return network.asked().isKnown() ? Math.min(silence, trail().run(after, now)) : silence;
        }

        /// The web as control: it went on since, and goes on now.
        private List<Evidence> web(Pulse pulse, Instant since, String words) {
            return goesOn(pulse, since) ? List.of(evidence(Signal.WEB_CONTROL, 0, since, words)) : List.of();
        }

        private boolean goesOn(Pulse web, Instant since) {
            boolean isNow = web.isKnown() && web.last().plus(WEB_LASTS).isAfter(now);
            return isNow && web.since(since) >= WEB_BEATS && web.silence(now) < 1;
        }

        private Hypothesis funnel(Technique technique, String words, Optional<Evidence> probe) {
            return funnel(technique, Double.MAX_VALUE, words, probe);
        }

        /// @param most nats that the sessions can give
        private Hypothesis funnel(Technique technique, double most, String words, Optional<Evidence> probe) {
            var step = step(technique).orElseThrow();
            var gate = pair.gate(step);
            double nats = Math.min(most, gate.nats(now));
            if (nats == 0 || !network.passes(step) || !pair.isNamedLately(now)) {
                return none(technique);
            }
            var all = new ArrayList<Evidence>();
            all.add(evidence(Signal.FUNNEL, nats, gate.began(), words + " (" + gate.broken() + " sessions)"));
            probe.ifPresent(all::add);
            return new Hypothesis(
                    technique, all, web(pair.web(), gate.began(), "web requests by the same relay go on"));
        }

        /// Of the core's address alone, where our names are answered: it says nothing of a relay's. While look-ups
        /// come, a path that fails is a null route of the core.
        private Hypothesis queriesStopped(Technique technique, DoubleUnaryOperator weighed, Optional<Evidence> probe) {
            var asked = network.asked();
            if (!relay.equals(RelayId.CORE) || asked.silence(now) < NOTICED) {
                return none(technique);
            }
            var all = new ArrayList<Evidence>();
            all.add(evidence(
                    Signal.QUERIES_STOPPED,
                    asked.silence(now),
                    asked.last(),
                    "no look-up, where " + tenths(asked.rate() * 60) + " minutes of an hour had some"));
            all.add(namesPath(weighed));
            probe.ifPresent(all::add);
            return new Hypothesis(
                    technique, all, web(network.web(), asked.last(), "web requests of the network go on"));
        }

        private Optional<Evidence> probe(Predicate<ProbeFindings> fits) {
            return pair.probed(now).map(seen -> saw(fits.test(seen.findings()), seen.at()));
        }

        private Optional<Evidence> names(Predicate<ProbeFindings> fits) {
            return pair.probedNames(now).map(seen -> saw(fits.test(seen.findings()), seen.at()));
        }

        private Evidence saw(boolean fits, Instant at) {
            return evidence(
                    Signal.PROBE,
                    fits ? PROBE : -PROBE / 2,
                    at,
                    "a volunteer inside saw " + (fits ? "it" : "no such thing"));
        }

        private static double tenths(double value) {
            return Math.round(value * 10) / 10.0;
        }

        private Evidence evidence(Signal signal, double nats, Instant from, String words) {
            return new Evidence(signal, nats, from, now, words);
        }
    }

    private Hypothesis with(Evidence more) {
        var all = new ArrayList<>(evidence);
        all.add(more);
        return new Hypothesis(technique, all, controls);
    }
}
