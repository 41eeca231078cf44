package org.postern.server.endpoints;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postern.reach.endpoints.Endpoint;
import org.postern.reach.endpoints.EndpointList;
import org.postern.reach.endpoints.EndpointList.Scope;
import org.postern.reach.endpoints.SignedList;
import org.postern.reach.plan.Pool;
import org.postern.server.db.Database;
import org.postern.server.db.ReachOutRows.Edition;
import org.postern.server.notary.EndpointSigner;
import org.postern.server.notary.KeyedOrder;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.Sha256;

/// The lists of endpoints that are good now. A list gets a new number when its content changes and when
/// half of its time is over; the number outgrows every one given before, also after a restore, since it
/// is never below the seconds of the clock.
public final class Publication {
    private static final Duration LOOK = Duration.ofSeconds(30);

    private final Parts parts;
    private final Slices slices;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Current current;

    /// What it is made of.
    ///
    /// @param pool the relays there are, now
    public record Parts(
            EndpointSettings settings,
            SitePlaces places,
            Supplier<Pool> pool,
            EndpointSigner signer,
            KeyedOrder order,
            Database database,
            Clock clock) {}

    /// What was found at the last look.
    private record Current(Edition edition, Pool pool, Instant looked) {}

    public Publication(Parts parts) {
        this.parts = parts;
        this.slices = new Slices(parts.order(), parts.settings().addresses());
    }

    /// The public half of the key that signs.
    public String key() {
        return parts.signer().key();
    }

    public SitePlaces places() {
        return parts.places();
    }

    /// The list for anybody: names, and no relay's address (THREAT T-60).
    public SignedList open() {
        return parts.signer().sign(list(Scope.PUBLIC, look(false).edition(), List.of()));
    }

    /// The list of one account: its few relays' addresses too.
    ///
    /// @param account its number
    public SignedList own(long account) {
        var now = look(false);
        return parts.signer().sign(list(Scope.OWN, now.edition(), slices.of(account, now.pool())));
    }

    /// Where the public list stands in the DNS, as TXT, its strings joined; with the final dot.
    public static String dnsName(String site) {
        return "_postern." + site + ".";
    }

    /// A new number at once, as a step of the planner asks for.
    public void renew() {
        look(true);
    }

    private EndpointList list(Scope scope, Edition edition, List<InetAddress> addresses) {
        var endpoints = new ArrayList<Endpoint>();
        var origins = parts.places().origins();
        endpoints.add(new Endpoint(origins.getFirst(), addresses));
        origins.stream().skip(1).forEach(origin -> endpoints.add(new Endpoint(origin, List.of())));
        return new EndpointList(
                parts.places().site(), scope, edition.number(), edition.made(), edition.expires(), endpoints);
    }

    private Current look(boolean anew) {
        turn.lock();
        try {
            var now = parts.clock().instant();
            var known = current;
            if (!anew && known != null && now.isBefore(known.looked().plus(LOOK))) {
                return known;
            }
            var pool = parts.pool().get();
            var found = new Current(edition(digest(pool), now, anew), pool, now);
            current = found;
            return found;
        } finally {
            turn.unlock();
        }
    }

    private Edition edition(Octets digest, Instant now, boolean anew) {
        var kept = parts.database().read(tables -> tables.reachOut().edition());
        if (!anew && kept.isPresent() && isGood(kept.get(), digest, now)) {
            return kept.get();
        }
        long after = kept.map(Edition::number).orElse(0L) + 1;
        var second = Instant.ofEpochSecond(now.getEpochSecond());
        var made = new Edition(
                Math.max(after, second.getEpochSecond()),
                digest,
                second,
                second.plus(parts.settings().valid()));
        return parts.database().write(tables -> {
            tables.reachOut().put(made);
            return made;
        });
    }

    private boolean isGood(Edition edition, Octets digest, Instant now) {
        var half = edition.made().plus(parts.settings().valid().dividedBy(2));
        boolean same = MessageDigest.isEqual(edition.digest().toByteArray(), digest.toByteArray());
        return same && now.isBefore(half) && !now.isBefore(edition.made());
    }

    private Octets digest(Pool pool) {
        return Octets.of(Sha256.of(parts.places().origins() + "|" + Slices.serving(pool) + "|"
                + parts.settings().addresses()));
    }
}
