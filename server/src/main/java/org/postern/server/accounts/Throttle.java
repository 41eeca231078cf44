package org.postern.server.accounts;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.postern.server.time.Clock;
import org.postern.wire.address.MailAddress;

/// How often a password or a second factor may be tried.
///
/// THREAT T-06: a guesser is held by the network that he comes from and by the name that he guesses at.
/// A network from which the owner of a name has logged in before spends a budget of its own for that
/// name, so that nobody elsewhere can use up the owner's tries.
///
/// Keys are keyed hashes under a secret that lives as long as the process.
final class Throttle {
    private final KeyedHash hash;
    private final Buckets<ByteBuffer> sources;
    private final Buckets<ByteBuffer> names;
    private final Buckets<ByteBuffer> pairs;

    Throttle(Budgets budgets, int mostKeys, byte[] secret, Clock clock) {
        this.hash = new KeyedHash(secret);
        this.sources = new Buckets<>(budgets.source(), mostKeys, clock);
        this.names = new Buckets<>(budgets.name(), mostKeys, clock);
        this.pairs = new Buckets<>(budgets.knownPair(), mostKeys, clock);
    }

    /// @param source for one network that is not known to the name, over all names
    /// @param name for all networks not known to the name together
    /// @param knownPair for one name from a network where its owner has logged in before
    record Budgets(Budget source, Budget name, Budget knownPair) {
        static final Budgets STANDARD = new Budgets(
                new Budget(30, Duration.ofSeconds(10)),
                new Budget(10, Duration.ofMinutes(2)),
                new Budget(20, Duration.ofSeconds(30)));
    }

    /// What is tried; each has its own budget for a name.
    enum Kind {
        PASSWORD,
        SECOND_FACTOR,
        PHRASE
    }

    /// One try.
    record Try(Kind kind, SourceNetwork source, MailAddress name, boolean knownPair) {}

    /// Zero when the try may go on, else how long to wait. Whether the name exists plays no part.
    Duration ask(Try one) {
        if (one.knownPair()) {
            return pairs.take(pair(one));
        }
        var wait = sources.take(source(one));
        return wait.isZero() ? names.take(name(one)) : wait;
    }

    /// The try was good: it costs nothing.
    void succeeded(Try one) {
        if (one.knownPair()) {
            pairs.giveBack(pair(one));
        } else {
            sources.giveBack(source(one));
            names.giveBack(name(one));
        }
    }

    private ByteBuffer source(Try one) {
        return ByteBuffer.wrap(hash.of("source", one.source().unredacted()));
    }

    private ByteBuffer name(Try one) {
        return ByteBuffer.wrap(hash.of("name", one.kind().name(), one.name().toString()));
    }

    private ByteBuffer pair(Try one) {
        return ByteBuffer.wrap(hash.of(
                "pair", one.kind().name(), one.source().unredacted(), one.name().toString()));
    }
}
