package org.postern.server.dns;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.postern.server.time.Clock;
import org.postern.wire.dns.authority.DnsName;
import org.postern.wire.dns.authority.Signing;
import org.postern.wire.dns.authority.Zone;
import org.postern.wire.dns.authority.ZonePlan;
import org.postern.wire.dns.authority.ZoneState;

/// The zone as it is, and a few of its states before, for secondaries that have one of them.
///
/// A serial number is the moment at which its state was made, in seconds, so that it grows over restarts
/// without being kept.
public final class ZoneBook {
    private static final int STATES_KEPT = 8;

    private final ZonePlan plan;
    private final Signing signing;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<ZoneState> states = new ArrayDeque<>();
    private Map<DnsName, List<String>> texts = Map.of();
    private volatile Zone zone;

    /// @throws IllegalArgumentException in words for the operator, when the plan makes no zone
    ZoneBook(ZonePlan plan, Signing signing, Clock clock) {
        this.plan = plan;
        this.signing = signing;
        this.clock = clock;
        zone = make(0);
        keep();
    }

    /// The newest.
    Zone zone() {
        return zone;
    }

    Signing signing() {
        return signing;
    }

    ZonePlan plan() {
        return plan;
    }

    /// What secondaries get.
    ZoneState state() {
        lock.lock();
        try {
            return states.getLast();
        } finally {
            lock.unlock();
        }
    }

    /// @return empty when it is not known any more
    Optional<ZoneState> state(long serial) {
        lock.lock();
        try {
            return states.stream().filter(state -> state.serial() == serial).findFirst();
        } finally {
            lock.unlock();
        }
    }

    /// Replaces the TXT records that are published at a name while the server runs.
    ///
    /// @param lines one text for each record; none to take them away
    void publish(DnsName name, List<String> lines) {
        lock.lock();
        try {
            var all = new java.util.HashMap<>(texts);
            if (lines.isEmpty()) {
                all.remove(name);
            } else {
                all.put(name, List.copyOf(lines));
            }
            texts = Map.copyOf(all);
            renew();
        } finally {
            lock.unlock();
        }
    }

    /// A new state, with signatures as of now.
    void renew() {
        lock.lock();
        try {
            zone = make(zone.serial());
            keep();
        } finally {
            lock.unlock();
        }
    }

    private Zone make(long last) {
        long serial = Math.max(last + 1, clock.instant().getEpochSecond());
        return new Zone(plan, texts, serial, signing.keys());
    }

    private void keep() {
        states.add(new ZoneState(zone.serial(), zone.everything(signing)));
        while (states.size() > STATES_KEPT) {
            states.removeFirst();
        }
    }
}
