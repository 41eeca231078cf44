package org.postern.reach;

/// The operator's name for a place that mail comes in by. The core's own address is [#CORE].
///
/// @param name 1 to 40 of `a-z 0-9 -`
public record RelayId(String name) implements Comparable<RelayId> {
    public static final RelayId CORE = new RelayId("core");

    /// The onion service: the page comes in by it, from nobody's network.
    public static final RelayId ONION = new RelayId("onion");

    public RelayId {
        if (!name.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("a relay's name is 1 to 40 of a-z, 0-9 and -: '" + name + "'");
        }
    }

    /// Whether it is ours, and no relay's.
    public boolean isReserved() {
        return equals(CORE) || equals(ONION);
    }

    @Override
    public int compareTo(RelayId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
