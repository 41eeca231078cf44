package org.postern.reach.detect;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
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
record Hypothesis(Technique technique, List<Evidence> evidence) {
    private static final double MOST_OF_WEB = 3;
    private static final double WEB_MINUTE = 0.7;
    private static final double PROBE = 5; // one volunteer can be wrong, or lie (THREAT T-42)
    private static final double PATHS_OPEN = 2;
    private static final double STRIPPED_HOST = 4;

    Hypothesis {
        evidence = Judge.strongest(evidence);
    }

    double nats() {
        return evidence.stream().mapToDouble(Evidence::nats).sum();
    }

    static List<Hypothesis> all(History history, SourceNetwork network, RelayId relay, Instant now) {
        var seen = new Seen(history.network(network), history.network(network).pair(relay), relay, now);
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
        Hypothesis nullRoute() {
            var all = mailSilence();
            all.add(reverse());
            all.addAll(webElsewhere());
            probe(found -> found.port25().isPresent() && found.port443().isPresent() && found.sibling().isEmpty())
                    .ifPresent(all::add);
            return new Hypothesis(Technique.NULL_ROUTE, all);
        }

        /// The web at the very address goes on; only mail does not come.
        Hypothesis port25() {
            var all = mailSilence();
            all.add(web(pair.web(), silentSince(), "web requests by the same relay go on"));
            var path = network.reversePaths().from(relay, now);
            all.add(evidence(Signal.REVERSE_PATH, -Math.max(0, path.nats()), path.from(), "the reverse path fails too"));
            probe(found -> found.port25().isPresent() && found.port443().isEmpty()).ifPresent(all::add);
            return new Hypothesis(Technique.PORT_25_ONLY, all);
        }

        Hypothesis reset() {
            boolean isReset = pair.usualBreak().equals(Optional.of(Failure.CONNECTION_RESET));
            var all = funnel(Stage.CONNECTED, isReset, "sessions are reset before they greet");
            probe(found -> found.smtp().equals(Optional.of(Failure.CONNECTION_RESET))
                            || found.port25().equals(Optional.of(Failure.CONNECTION_RESET)))
                    .ifPresent(all::add);
            return new Hypothesis(Technique.RESET, all);
        }

        Hypothesis stripped() {
            var all = funnel(Stage.GREETED, true, "senders that used TLS do not ask for it now");
            var path = network.reversePaths().from(relay, now);
            all.add(evidence(
                    Signal.REVERSE_PATH,
                    path.stripped() * STRIPPED_HOST,
                    path.from(),
                    path.stripped() + " hosts there that offered STARTTLS do not now"));
            probe(found -> found.smtp().isEmpty() && !found.starttlsOffered()).ifPresent(all::add);
            return new Hypothesis(Technique.STARTTLS_STRIP, all);
        }

        Hypothesis filtered() {
            var all = funnel(Stage.TLS_BEGUN, true, "sessions die in the TLS handshake");
            probe(found -> found.tls().isPresent() && found.neutralTls().isEmpty()).ifPresent(all::add);
            return new Hypothesis(Technique.TLS_FILTER, all);
        }

        Hypothesis slowed() {
            var gate = pair.gate(Stage.TLS_DONE);
            boolean isNarrow = gate.octets().isNarrow();
            var words = isNarrow
                    ? "messages die at about %d octets".formatted(gate.octets().least())
                    : "messages do not come to their end";
            var all = funnel(Stage.TLS_DONE, true, words);
            probe(found -> found.stoppedAtOctets().isPresent()).ifPresent(all::add);
            return new Hypothesis(isNarrow ? Technique.BYTE_FREEZE : Technique.THROTTLE, all);
        }

        Hypothesis dnsLie() {
            var all = queriesStopped();
            var path = network.reversePaths().from(RelayId.CORE, now);
            all.add(evidence(
                    Signal.REVERSE_PATH,
                    path.open() > 0 && path.failing() == 0 ? PATHS_OPEN : -path.nats(),
                    path.from(),
                    "our name server's connections into the network succeed"));
            probe(found -> found.resolver().filter(Seen::isLie).isPresent() && found.doh().isEmpty())
                    .ifPresent(all::add);
            return new Hypothesis(Technique.DNS_LIE, all);
        }

        Hypothesis nameServer() {
            var all = queriesStopped();
            var path = network.reversePaths().from(RelayId.CORE, now);
            all.add(evidence(
                    Signal.REVERSE_PATH, path.nats(), path.from(), "connections from our name server's address fail"));
            probe(found -> found.resolver().filter(failure -> !isLie(failure)).isPresent()
                            && found.doh().isEmpty())
                    .ifPresent(all::add);
            return new Hypothesis(Technique.NAME_SERVER, all);
        }

        private static boolean isLie(Failure failure) {
            return failure == Failure.DNS_BOGON_ERROR || failure == Failure.DNS_NXDOMAIN_ERROR;
        }

        private boolean isNetworkSilent() {
            return network.trail().run(now) > 0 && network.trail().unfollowed(now) > pair.trail().unfollowed(now);
        }

        private Instant silentSince() {
            var connections = pair.trail().connections();
            return connections.isKnown() ? connections.last() : now;
        }

        /// Look-ups without connections, and connections that stopped. A relay that answers did not name
        /// for a while is not missed.
        private List<Evidence> mailSilence() {
            var trail = isNetworkSilent() ? network.trail() : pair.trail();
            var all = new ArrayList<Evidence>();
            all.add(evidence(
                    Signal.QUERY_WITHOUT_CONNECT,
                    trail.unfollowed(now),
                    trail.runBegan(),
                    "%d look-ups and no connection, where %.0f %% were followed by one"
                            .formatted(trail.run(now), trail.share() * 100)));
            boolean isMissed = pair.trail().run(now) > 0;
            all.add(evidence(
                    Signal.SILENCE,
                    isMissed ? trail.connections().silence(now) : 0,
                    silentSince(),
                    "no connection, where %.1f an hour are usual"
                            .formatted(trail.connections().rate() * 60)));
            return all;
        }

        private Evidence reverse() {
            var path = network.reversePaths().from(relay, now);
            return evidence(
                    Signal.REVERSE_PATH,
                    path.nats(),
                    path.from(),
                    path.nats() > 0
                            ? "%d mail hosts there do not answer %s and answer others".formatted(path.failing(), relay)
                            : "mail hosts there answer " + relay);
        }

        private List<Evidence> webElsewhere() {
            return isNetworkSilent()
                    ? List.of(web(network.web(), silentSince(), "web requests of the network go on"))
                    : List.of();
        }

        private Evidence web(Pulse pulse, Instant since, String words) {
            return evidence(
                    Signal.WEB_CONTROL, Math.min(MOST_OF_WEB, WEB_MINUTE * pulse.since(since)), since, words);
        }

        private List<Evidence> funnel(Stage after, boolean fits, String words) {
            var gate = pair.gate(after);
            var all = new ArrayList<Evidence>();
            double nats = fits ? gate.nats() : 0;
            all.add(evidence(Signal.FUNNEL, nats, gate.began(), "%s (%d sessions)".formatted(words, gate.broken())));
            if (nats > 0) {
                all.add(web(pair.web(), gate.began(), "web requests by the same relay go on"));
                all.add(evidence(
                        Signal.SILENCE, pair.kept().silence(now), pair.kept().last(), "no message was kept since"));
            }
            return all;
        }

        private List<Evidence> queriesStopped() {
            var all = new ArrayList<Evidence>();
            if (relay.equals(RelayId.CORE)) {
                var asked = network.asked();
                all.add(evidence(
                        Signal.QUERIES_STOPPED,
                        asked.silence(now),
                        asked.last(),
                        "no look-up, where %.1f minutes of an hour had some".formatted(asked.rate() * 60)));
                all.add(web(network.web(), asked.isKnown() ? asked.last() : now, "web requests of the network go on"));
            }
            return all;
        }

        private Optional<Evidence> probe(Predicate<ProbeFindings> fits) {
            return pair.probed()
                    .map(seen -> evidence(
                            Signal.PROBE,
                            fits.test(seen.findings()) ? PROBE : -PROBE / 2,
                            seen.at(),
                            "a volunteer inside saw " + (fits.test(seen.findings()) ? "it" : "no such thing")));
        }

        private Evidence evidence(Signal signal, double nats, Instant from, String words) {
            return new Evidence(signal, nats, from, now, words);
        }
    }
}
