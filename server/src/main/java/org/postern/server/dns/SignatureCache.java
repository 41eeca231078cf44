package org.postern.server.dns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import org.postern.server.time.Clock;
import org.postern.wire.dns.authority.DnsName;
import org.postern.wire.dns.authority.RecordSet;
import org.postern.wire.dns.authority.Signing;
import org.postern.wire.dns.authority.SigningKey;
import org.postern.wire.dns.authority.Validity;

/// Signs each record set once in a while and remembers the signatures by what they sign.
///
/// THREAT T-51: no question makes us sign. What there is to sign is the zone's names times the addresses of
/// the pool, whatever is asked; a name that does not exist is denied by signatures that are there already.
final class SignatureCache implements Signing {
    private static final int MOST_KEPT = 100_000;

    private final DnsName zone;
    private final List<SigningKey> keys;
    private final Clock clock;
    private final Cache<Known, List<byte[]>> known =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).build();

    /// @param term which term of its lasting it is signed in: the signatures of the last one are let go
    private record Known(RecordSet set, Lasting lasting, long term) {}

    SignatureCache(DnsName zone, List<SigningKey> keys, Clock clock) {
        this.zone = zone;
        this.keys = List.copyOf(keys);
        this.clock = clock;
    }

    @Override
    public List<SigningKey> keys() {
        return keys;
    }

    @Override
    public List<byte[]> signatures(RecordSet set, Lasting lasting) {
        if (keys.isEmpty()) {
            return List.of();
        }
        long term = clock.instant().getEpochSecond() / termSeconds(lasting);
        return known.get(
                new Known(set, lasting, term), wanted -> Signing.sign(set, keys, zone, validity(lasting, term)));
    }

    /// How often what lasts is signed anew.
    static Duration longTerm() {
        return Duration.ofSeconds(termSeconds(Signing.Lasting.LONG));
    }

    private static long termSeconds(Lasting lasting) {
        return switch (lasting) {
            case BRIEF -> Duration.ofHours(6).toSeconds();
            case LONG -> Duration.ofDays(1).toSeconds();
        };
    }

    /// From an hour before the term, for clocks that are late, until a day after it; for what secondaries
    /// carry, until two weeks after it and a day, so that they outlive the SOA record's expiry.
    private static Validity validity(Lasting lasting, long term) {
        long start = term * termSeconds(lasting);
        long end = start + termSeconds(lasting);
        long after = switch (lasting) {
            case BRIEF -> Duration.ofDays(1).toSeconds();
            case LONG -> Duration.ofDays(15).toSeconds();
        };
        return new Validity(start - Duration.ofHours(1).toSeconds(), end + after);
    }
}
