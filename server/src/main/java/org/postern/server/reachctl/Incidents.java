package org.postern.server.reachctl;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.reach.Evidence;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Verdict.Blocked;
import org.postern.reach.plan.Withdrawals;
import org.postern.server.db.Database;
import org.postern.server.db.ReachRows.Incident;
import org.postern.server.relays.NetworkText;
import org.postern.server.trace.Trace;

/// One incident for each network that blocks, from the first verdict until nothing speaks for it
/// and nothing is withdrawn for it any more. For one thread.
final class Incidents {
    static final Duration SHOWN = Duration.ofDays(90);

    private static final Trace TRACE = Trace.of(Incidents.class);

    private final Database database;
    private final Map<SourceNetwork, Open> open = new HashMap<>();

    private record Open(Incident row, Set<RelayId> relays) {}

    /// What became of one.
    ///
    /// @param relays those that the network blocks, all that are known
    record Change(Kind kind, SourceNetwork network, Incident incident, Set<RelayId> relays) {
        enum Kind {
            BEGAN,
            WIDENED,
            ENDED
        }
    }

    Incidents(Database database, Instant now) {
        this.database = database;
        database.read(tables -> tables.reach().incidents(now)).stream()
                .filter(incident -> incident.ended().isEmpty())
                .forEach(incident -> NetworkText.parse(incident.network())
                        .ifPresent(network -> open.put(network, new Open(incident, new TreeSet<>()))));
    }

    /// Holds what is judged and withdrawn against what is open.
    ///
    /// @param withdrawn of relays that there are
    List<Change> update(Collection<Blocked> blocked, Withdrawals withdrawn, Instant now) {
        var changes = new ArrayList<Change>();
        var byNetwork = blocked.stream().collect(Collectors.groupingBy(Blocked::network));
        byNetwork.forEach(
                (network, pairs) -> kept(() -> changed(network, pairs, now)).ifPresent(changes::add));
        for (var network : List.copyOf(open.keySet())) {
            if (!byNetwork.containsKey(network) && withdrawn.from(network).isEmpty()) {
                kept(() -> Optional.of(end(network, now))).ifPresent(changes::add);
            }
        }
        changes.sort(Comparator.comparing(change -> change.network().toString()));
        return changes;
    }

    /// What cannot be written down of one network keeps nothing of another from being told, and is tried again.
    private static Optional<Change> kept(Supplier<Optional<Change>> change) {
        try {
            return change.get();
        } catch (RuntimeException wrong) {
            TRACE.failure("an incident could not be written down", wrong);
            return Optional.empty();
        }
    }

    private Optional<Change> changed(SourceNetwork network, List<Blocked> pairs, Instant now) {
        var relays = pairs.stream().map(Blocked::relay).collect(Collectors.toCollection(TreeSet::new));
        var technique = pairs.getFirst().technique().words();
        var evidence = pairs.stream().flatMap(pair -> pair.evidence().stream()).toList();
        var known = open.get(network);
        if (known == null) {
            var began = evidence.stream()
                    .map(Evidence::from)
                    .min(Comparator.naturalOrder())
                    .orElse(now);
            var incident = new Incident(
                    0, network.toString(), technique, began, now, Optional.empty(), Signs.text(evidence), 0);
            long id = database.write(tables -> tables.reach().addIncident(incident));
            var written = numbered(incident, id);
            open.put(network, new Open(written, relays));
            return Optional.of(new Change(Change.Kind.BEGAN, network, written, relays));
        }
        var all =
                Stream.concat(known.relays().stream(), relays.stream()).collect(Collectors.toCollection(TreeSet::new));
        boolean isWider = all.size() > known.relays().size() && !known.relays().isEmpty();
        var row = known.row();
        var written = new Incident(
                row.id(),
                row.network(),
                technique,
                row.began(),
                row.noticed(),
                row.ended(),
                Signs.text(evidence),
                row.told());
        if (!written.equals(row)) {
            database.change(tables -> tables.reach().changeIncident(written));
        }
        open.put(network, new Open(written, all));
        return isWider ? Optional.of(new Change(Change.Kind.WIDENED, network, written, all)) : Optional.empty();
    }

    private static Incident numbered(Incident row, long id) {
        return new Incident(
                id, row.network(), row.technique(), row.began(), row.noticed(), row.ended(), row.signs(), row.told());
    }

    private Change end(SourceNetwork network, Instant now) {
        var gone = Objects.requireNonNull(open.get(network), "it was open");
        var row = gone.row();
        var ended = new Incident(
                row.id(),
                row.network(),
                row.technique(),
                row.began(),
                row.noticed(),
                Optional.of(now),
                row.signs(),
                row.told());
        database.change(tables -> tables.reach().changeIncident(ended));
        open.remove(network);
        return new Change(Change.Kind.ENDED, network, ended, gone.relays());
    }

    int count() {
        return open.size();
    }

    /// Newest first.
    List<Incident> shown(Instant now) {
        return database.read(tables -> tables.reach().incidents(now.minus(SHOWN)));
    }
}
