package org.postern.server.reachctl;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postern.reach.NetworkMap;
import org.postern.reach.SourceNetwork;

/// Prefixes and the autonomous systems that they belong to, laid flat: a look-up is a binary
/// search. What no prefix covers is grouped as without a map. Of IPv6 the upper 64 bits count.
final class AddressRanges implements NetworkMap {
    private static final int MOST_BITS_SIX = 64;

    private final PrefixGroups otherwise = new PrefixGroups();
    private final Flat four;
    private final Flat six;
    private final Map<Long, String> names;
    private final int prefixes;

    /// @param start the first address: all of IPv4, the upper half of IPv6
    /// @param end the last one
    private record Prefix(long start, long end, int bits, long as) {}

    /// From `starts[i]` up to the next one addresses belong to `ases[i]`; 0 for nobody.
    private static final class Flat {
        private final long[] starts;
        private final long[] ases;

        Flat(long[] starts, long[] ases) {
            this.starts = starts;
            this.ases = ases;
        }

        long at(long address) {
            int from = 0;
            int to = starts.length;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (Long.compareUnsigned(starts[middle], address) <= 0) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from == 0 ? 0 : ases[from - 1];
        }
    }

    private AddressRanges(Builder builder) {
        four = flat(builder.four);
        six = flat(builder.six);
        names = Map.copyOf(builder.names);
        prefixes = builder.four.size() + builder.six.size();
    }

    @Override
    public SourceNetwork of(InetAddress address) {
        byte[] octets = address.getAddress();
        long as = octets.length == 4 ? four.at(upper(octets, 4)) : six.at(upper(octets, 8));
        return as == 0 ? otherwise.of(address) : new SourceNetwork.As(as);
    }

    /// What the file calls a system; empty when it does not.
    String name(long as) {
        return names.getOrDefault(as, "");
    }

    int prefixes() {
        return prefixes;
    }

    private static long upper(byte[] octets, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 8) | (octets[i] & 0xff);
        }
        return value;
    }

    /// Takes prefixes in any order; the longest that covers an address wins.
    static final class Builder {
        private final List<Prefix> four = new ArrayList<>();
        private final List<Prefix> six = new ArrayList<>();
        private final Map<Long, String> names = new HashMap<>();

        /// @throws IllegalArgumentException with what is wrong, for people
        void add(InetAddress base, int bits, long as, String name) {
            byte[] octets = base.getAddress();
            int most = octets.length == 4 ? 32 : MOST_BITS_SIX;
            if (bits < 0 || bits > most) {
                throw new IllegalArgumentException("a prefix has 0 to " + most + " bits here, not " + bits);
            }
            new SourceNetwork.As(as); // checks the number
            int width = octets.length == 4 ? 32 : 64;
            long rest = bits == 0 ? -1L >>> (64 - width) : (bits == width ? 0 : (1L << (width - bits)) - 1);
            long start = upper(octets, width / 8) & ~rest;
            (octets.length == 4 ? four : six).add(new Prefix(start, start | rest, bits, as));
            if (!name.isEmpty()) {
                names.putIfAbsent(as, name);
            }
        }

        int size() {
            return four.size() + six.size();
        }

        AddressRanges build() {
            return new AddressRanges(this);
        }
    }

    private static Flat flat(List<Prefix> prefixes) {
        prefixes.sort((one, other) -> {
            int byStart = Long.compareUnsigned(one.start(), other.start());
            return byStart != 0
                    ? byStart
                    : Comparator.comparingInt(Prefix::bits).compare(one, other);
        });
        var steps = new Steps(prefixes.size() * 2 + 1);
        Deque<Prefix> within = new ArrayDeque<>();
        for (var prefix : prefixes) {
            while (!within.isEmpty() && Long.compareUnsigned(within.getFirst().end(), prefix.start()) < 0) {
                leave(within, steps);
            }
            steps.begin(prefix.start(), prefix.as());
            within.addFirst(prefix);
        }
        while (!within.isEmpty()) {
            leave(within, steps);
        }
        return steps.flat();
    }

    /// After the end of an inner prefix the outer one goes on.
    private static void leave(Deque<Prefix> within, Steps steps) {
        long next = within.removeFirst().end() + 1;
        if (next != 0) { // the end of all addresses
            steps.begin(next, within.isEmpty() ? 0 : within.getFirst().as());
        }
    }

    private static final class Steps {
        private final long[] starts;
        private final long[] ases;
        private int count;

        Steps(int most) {
            starts = new long[most];
            ases = new long[most];
        }

        /// What begins at the same place later is longer, and wins.
        void begin(long start, long as) {
            if (count > 0 && starts[count - 1] == start) {
                ases[count - 1] = as;
                return;
            }
            starts[count] = start;
            ases[count++] = as;
        }

        Flat flat() {
            return new Flat(Arrays.copyOf(starts, count), Arrays.copyOf(ases, count));
        }
    }
}
