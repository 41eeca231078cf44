package org.postern.server.reachctl;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postern.reach.Failure;
import org.postern.reach.Observation;
import org.postern.reach.RelayId;
import org.postern.reach.Stage;
import org.postern.server.db.Database;
import org.postern.server.db.ReachRows.Figures;
import org.postern.server.db.ReachRows.Hour;
import org.postern.server.db.ReachRows.Place;
import org.postern.server.relays.NetworkText;

/// Keeps what was counted, by the hour, so that a restart does not forget what is usual. Which
/// minutes an hour's figures stood for is not kept: when they are read again they are spread
/// evenly, look-ups and what followed them falling together as they did (THREAT T-40).
final class HourBook {
    private static final Duration KEPT = Duration.ofDays(8);
    private static final int MINUTES = 60;
    private static final int AT_ONCE = 500; // rows of one transaction: mail is waiting for the next
    private static final int STRIDE = 37; // prime to most numbers of slots, so that relays take turns

    private final Database database;
    private final Map<Place, Sum> sums = new HashMap<>();
    private Instant hour = Instant.EPOCH;

    private static final class Sum {
        private int minutes;
        private int sessions;
        private long sources;
        private Instant last = Instant.MIN;

        void add(Instant minute, int count, long groups) {
            if (minute.isAfter(last)) {
                minutes++;
                last = minute;
            }
            sessions += count;
            sources |= groups;
        }
    }

    HourBook(Database database) {
        this.database = database;
    }

    /// Adds one observation to its hour; one of another hour closes the last.
    void add(Observation observation) {
        switch (observation) {
            case Observation.Passed seen -> {
                turnTo(seen.at());
                sum(seen.network().toString(), seen.relay(), seen.stage(), "")
                        .add(seen.at(), seen.count(), seen.sources());
            }
            case Observation.Broke seen -> {
                turnTo(seen.at());
                sum(
                                seen.network().toString(),
                                seen.relay(),
                                seen.after(),
                                seen.failure().word())
                        .add(seen.at(), seen.count(), seen.sources());
            }
            case Observation.Reversed _, Observation.Looked _, Observation.Probed _ -> {}
        }
    }

    private Sum sum(String network, RelayId relay, Stage stage, String failure) {
        return sums.computeIfAbsent(new Place(network, relay.name(), stage.name(), failure), missing -> new Sum());
    }

    private void turnTo(Instant at) {
        var now = at.truncatedTo(ChronoUnit.HOURS);
        if (!now.equals(hour)) {
            write();
            hour = now;
        }
    }

    /// Writes what is there of the hour.
    void write() {
        if (sums.isEmpty()) {
            return;
        }
        var rows = sums.entrySet().stream()
                .map(entry -> new Hour(
                        hour,
                        entry.getKey(),
                        new Figures(
                                entry.getValue().minutes,
                                entry.getValue().sessions,
                                Long.bitCount(entry.getValue().sources))))
                .toList();
        for (int from = 0; from < rows.size(); from += AT_ONCE) {
            var some = rows.subList(from, Math.min(rows.size(), from + AT_ONCE));
            database.change(tables -> some.forEach(tables.reach()::addHour));
        }
        var oldest = hour.minus(KEPT);
        database.change(tables -> tables.reach().forgetHoursBefore(oldest));
        sums.clear();
    }

    /// Tells everything that is kept, oldest first.
    void replay(Instant now, Consumer<Observation> to) {
        var last = now.truncatedTo(ChronoUnit.HOURS);
        for (var at = last.minus(KEPT); !at.isAfter(last); at = at.plus(Duration.ofHours(1))) {
            var of = at;
            spread(database.read(tables -> tables.reach().hour(of))).stream()
                    .filter(seen -> seen.at().isBefore(now))
                    .forEach(to);
        }
    }

    /// One hour's figures as observations, in the order that they may have come.
    static List<Observation> spread(List<Hour> rows) {
        var all = new ArrayList<Observation>();
        rows.stream()
                .collect(Collectors.groupingBy(row -> row.place().network(), LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(network -> spreadOne(network, all));
        all.sort(Comparator.comparing(Observation::at).thenComparing(HourBook::order));
        return all;
    }

    private static Stage order(Observation seen) {
        return seen instanceof Observation.Passed passed ? passed.stage() : Stage.WEB;
    }

    /// As many slots as the busiest row has minutes. Look-ups name several relays at once and so
    /// fall together; connections go to one relay or another, each taking up where the one before
    /// left off.
    private static void spreadOne(List<Hour> rows, List<Observation> into) {
        int slots = rows.stream().mapToInt(row -> row.figures().minutes()).max().orElse(0);
        if (slots == 0) {
            return;
        }
        var begins = new HashMap<String, Integer>();
        int next = 0;
        for (var row : rows) {
            if (row.place().stage().equals(Stage.CONNECTED.name())
                    && row.place().failure().isEmpty()) {
                begins.put(row.place().relay(), next);
                next += row.figures().minutes();
            }
        }
        for (var row : rows) {
            boolean together = row.place().stage().equals(Stage.ASKED.name());
            int begin = together ? 0 : begins.getOrDefault(row.place().relay(), 0);
            spreadRow(row, slots, begin, into);
        }
    }

    private static void spreadRow(Hour row, int slots, int begin, List<Observation> into) {
        int minutes = row.figures().minutes();
        for (int i = 0; i < minutes; i++) {
            int slot = (int) ((begin + (long) i) * (slots % STRIDE == 0 ? 1 : STRIDE) % slots);
            int from = (int) ((long) row.figures().sessions() * i / minutes);
            int to = (int) ((long) row.figures().sessions() * (i + 1) / minutes);
            var at = row.hour().plus(Duration.ofMinutes((long) slot * MINUTES / slots));
            observation(row, at, Math.max(1, to - from)).ifPresent(into::add);
        }
    }

    /// Which groups senders were in is not kept. Those of sessions that passed count as many as they were; who broke
    /// off is nobody in particular, lest the one who goes on doing so be taken for a second.
    private static Optional<Observation> observation(Hour row, Instant at, int count) {
        var place = row.place();
        return NetworkText.parse(place.network()).map(network -> {
            var relay = new RelayId(place.relay());
            var stage = Stage.valueOf(place.stage());
            return place.failure().isEmpty()
                    ? new Observation.Passed(
                            at,
                            network,
                            relay,
                            stage,
                            count,
                            groups(row.figures().senders()))
                    : new Observation.Broke(
                            at,
                            network,
                            relay,
                            stage,
                            Failure.valueOf(place.failure().toUpperCase(Locale.ROOT)),
                            count,
                            0,
                            0);
        });
    }

    private static long groups(int senders) {
        return senders >= 64 ? -1L : (1L << senders) - 1;
    }
}
