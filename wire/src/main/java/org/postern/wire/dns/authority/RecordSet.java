package org.postern.wire.dns.authority;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// All records of one name and type (RFC 2181 §5), in canonical order and form (RFC 4034 §6).
public final class RecordSet {
    private final DnsName owner;
    private final int type;
    private final long ttl;
    private final List<byte[]> values;
    private final int hash;

    /// @param ttl in seconds
    /// @param values each record's data, uncompressed, names in it in lower case; put in order here, twins once
    RecordSet(DnsName owner, int type, long ttl, Collection<byte[]> values) {
        this.owner = owner;
        this.type = type;
        this.ttl = ttl;
        var sorted = new TreeSet<byte[]>(Arrays::compareUnsigned);
        sorted.addAll(values);
        this.values = List.copyOf(sorted);
        int result = owner.hashCode() * 31 + type;
        for (var value : this.values) {
            result = result * 31 + Arrays.hashCode(value);
        }
        hash = result;
    }

    public DnsName owner() {
        return owner;
    }

    public int type() {
        return type;
    }

    public long ttl() {
        return ttl;
    }

    /// The data of each record; never written to.
    List<byte[]> values() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof RecordSet set) || type != set.type || ttl != set.ttl || !owner.equals(set.owner)) {
            return false;
        }
        if (values.size() != set.values.size()) {
            return false;
        }
        for (int i = 0; i < values.size(); i++) {
            if (!Arrays.equals(values.get(i), set.values.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
