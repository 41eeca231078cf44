package org.postern.server.reachctl;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postern.reach.Failure;
import org.postern.reach.NetworkMap;
import org.postern.reach.Observation;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Stage;
import org.postern.server.net.Sightings;

/// What the doors saw since it was last emptied: figures of a network and a relay. An address is
/// folded into its network and one bit of 64 at once, and kept nowhere (THREAT T-40).
///
/// THREAT T-71: whatever networks appear, so many are counted and no more. Look-ups, whose source
/// anybody can forge (THREAT T-70), get half the room; networks that mail is known to come from
/// always find some.
final class Tally implements Sightings {
    private static final int MOST_BREAKS = 64; // kinds of a place between two emptyings
    private static final List<Stage> STAGES = List.of(Stage.values());

    /// Look-ups before what follows them, of all places: the judge takes them in this order.
    private static final Comparator<Observation> ORDER = Comparator.comparingInt(
            seen -> seen instanceof Observation.Passed passed ? Figures.place(passed.stage()) : 99);

    private final SourceGroups groups;
    private final Predicate<SourceNetwork> known;
    private final int mostPlaces;
    private final Map<Place, Figures> places = new ConcurrentHashMap<>();
    private final LongAdder notCounted = new LongAdder();
    private volatile NetworkMap map;
    private volatile Set<InetAddress> ours = Set.of();

    private record Place(SourceNetwork network, RelayId relay) {}

    /// How sessions of a place broke; `octets` is rounded, so that there are few.
    private record Break(Stage after, Failure failure, long octets) {}

    private static final class Figures {
        private final AtomicIntegerArray counts = new AtomicIntegerArray(STAGES.size());
        private final AtomicLongArray sources = new AtomicLongArray(STAGES.size());
        private final Map<Break, Broken> breaks = new HashMap<>(0);

        void passed(Stage stage, long source) {
            int at = place(stage);
            counts.getAndIncrement(at);
            if ((sources.getPlain(at) & source) == 0) {
                sources.getAndAccumulate(at, source, (old, bit) -> old | bit);
            }
        }

        /// Not the ordinal, so that the order of the words is nothing to us.
        private static int place(Stage stage) {
            return switch (stage) {
                case ASKED -> 0;
                case CONNECTED -> 1;
                case GREETED -> 2;
                case TLS_BEGUN -> 3;
                case TLS_DONE -> 4;
                case TEXT_ENDED -> 5;
                case KEPT -> 6;
                case WEB -> 7;
            };
        }

        synchronized boolean broke(Break how, long source) {
            var known = breaks.get(how);
            if (known == null && breaks.size() >= MOST_BREAKS) {
                return false;
            }
            breaks.put(how, known == null ? new Broken(1, source) : known.with(source));
            return true;
        }

        synchronized Map<Break, Broken> takeBreaks() {
            if (breaks.isEmpty()) {
                return Map.of();
            }
            var taken = Map.copyOf(breaks);
            breaks.clear();
            return taken;
        }
    }

    private record Broken(int count, long sources) {
        Broken with(long source) {
            return new Broken(count + 1, sources | source);
        }
    }

    /// @param known networks that mail comes from
    /// @param mostPlaces pairs of a network and a relay that are counted at once
    Tally(NetworkMap map, SourceGroups groups, Predicate<SourceNetwork> known, int mostPlaces) {
        this.map = map;
        this.groups = groups;
        this.known = known;
        this.mostPlaces = mostPlaces;
    }

    /// From now on networks are told apart by this.
    void use(NetworkMap other) {
        map = other;
    }

    /// Addresses of our own relays: who comes from there is one of us who looks whether we are
    /// well.
    void ignore(Set<InetAddress> addresses) {
        ours = Set.copyOf(addresses);
    }

    @Override
    public void passed(InetAddress from, RelayId by, Stage stage) {
        if (ours.contains(from)) {
            return;
        }
        var figures = figures(from, by, stage == Stage.ASKED);
        if (figures == null) {
            notCounted.increment();
        } else {
            figures.passed(stage, groups.bit(from));
        }
    }

    @Override
    public void broke(InetAddress from, RelayId by, Stage after, Failure failure, long octets) {
        if (ours.contains(from)) {
            return;
        }
        var figures = figures(from, by, false);
        if (figures == null || !figures.broke(new Break(after, failure, rounded(octets)), groups.bit(from))) {
            notCounted.increment();
        }
    }

    private @Nullable Figures figures(InetAddress from, RelayId by, boolean forgeable) {
        var place = new Place(map.of(from), by);
        var found = places.get(place);
        if (found != null) {
            return found;
        }
        int room = forgeable ? mostPlaces / 2 : mostPlaces;
        return places.size() < room || known.test(place.network())
                ? places.computeIfAbsent(place, missing -> new Figures())
                : null;
    }

    /// Exact to an eighth.
    private static long rounded(long octets) {
        long step = Math.max(1, Long.highestOneBit(Math.max(octets, 1)) / 8);
        return octets / step * step;
    }

    /// What came since the last call, as of the minute given; then it is forgotten here.
    List<Observation> take(Instant minute) {
        var seen = new ArrayList<Observation>();
        var idle = new ArrayList<Place>();
        places.forEach((place, figures) -> {
            int before = seen.size();
            take(minute, place, figures, seen);
            if (seen.size() == before) {
                idle.add(place);
            }
        });
        idle.forEach(places::remove); // who counts there at this very moment loses one
        seen.sort(ORDER);
        return seen;
    }

    private static void take(Instant minute, Place place, Figures figures, List<Observation> into) {
        for (var stage : STAGES) {
            int count = figures.counts.getAndSet(Figures.place(stage), 0);
            if (count != 0) {
                long sources = figures.sources.getAndSet(Figures.place(stage), 0);
                into.add(new Observation.Passed(minute, place.network(), place.relay(), stage, count, sources));
            }
        }
        figures.takeBreaks()
                .forEach((how, broken) -> into.add(new Observation.Broke(
                        minute,
                        place.network(),
                        place.relay(),
                        how.after(),
                        how.failure(),
                        broken.count(),
                        broken.sources(),
                        how.octets())));
    }

    /// Pairs that are counted now.
    int places() {
        return places.size();
    }

    /// Sightings that found no room, ever.
    long notCounted() {
        return notCounted.sum();
    }
}
