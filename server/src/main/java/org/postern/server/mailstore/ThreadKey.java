package org.postern.server.mailstore;

import java.nio.ByteBuffer;
import org.postern.wire.Octets;

/// A thread hash of an account, comparable; in the order in which SQLite keeps them.
///
/// @param high the first 8 octets of the hash, big-endian, and `low` the others
record ThreadKey(long account, long high, long low) implements Comparable<ThreadKey> {
    /// @param hash of 16 octets
    static ThreadKey of(long account, Octets hash) {
        var octets = ByteBuffer.wrap(hash.toByteArray());
        return new ThreadKey(account, octets.getLong(), octets.getLong());
    }

    @Override
    public int compareTo(ThreadKey other) {
        int order = Long.compare(account, other.account);
        order = order == 0 ? Long.compareUnsigned(high, other.high) : order;
        return order == 0 ? Long.compareUnsigned(low, other.low) : order;
    }
}
