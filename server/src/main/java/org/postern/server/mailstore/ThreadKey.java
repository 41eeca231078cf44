package org.postern.server.mailstore;

import java.nio.ByteBuffer;
import java.util.Comparator;
import org.postern.wire.Octets;

/// A thread hash of an account, comparable; in the order in which SQLite keeps them.
///
/// @param high the first 8 octets of the hash, big-endian, and `low` the others
record ThreadKey(long account, long high, long low) implements Comparable<ThreadKey> {
    private static final Comparator<ThreadKey> ORDER = Comparator.comparingLong(ThreadKey::account)
            .thenComparing(ThreadKey::high, Long::compareUnsigned)
            .thenComparing(ThreadKey::low, Long::compareUnsigned);

    /// @param hash of 16 octets
    static ThreadKey of(long account, Octets hash) {
        var octets = ByteBuffer.wrap(hash.toByteArray());
        return new ThreadKey(account, octets.getLong(), octets.getLong());
    }

    @Override
    public int compareTo(ThreadKey other) {
        return ORDER.compare(this, other);
    }
}
