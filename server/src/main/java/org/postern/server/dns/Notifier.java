package org.postern.server.dns;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.server.net.DatagramAsk;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.dns.authority.OutwardMessage;
import org.postern.wire.dns.authority.OutwardMessage.Heard;

/// Tells secondaries that the zone has changed (RFC 1996), each on a thread of its own, until it says that
/// it has heard. One that does not answer finds out by itself when it refreshes.
final class Notifier {
    private static final Trace TRACE = Trace.of(Notifier.class);
    private static final int TRIES = 5; // RFC 1996 §3.6
    private static final Duration FIRST_TIME = Duration.ofSeconds(2);

    private final ZoneBook book;
    private final List<ConfiguredZone.Secondary> secondaries;
    private final Clock clock;
    private final SecureRandom random;
    private final DnsCounters counters;

    /// @param secondaries to tell
    record Ground(List<ConfiguredZone.Secondary> secondaries, Clock clock, SecureRandom random, DnsCounters counters) {}

    Notifier(ZoneBook book, Ground ground) {
        this.book = book;
        secondaries = ground.secondaries();
        clock = ground.clock();
        random = ground.random();
        counters = ground.counters();
    }

    /// Begins to tell of the newest state; returns at once.
    void tell() {
        long serial = book.zone().serial();
        secondaries.forEach(secondary -> clock.begin("dns-notify", () -> tell(secondary, serial)));
    }

    private void tell(ConfiguredZone.Secondary secondary, long serial) {
        var time = FIRST_TIME;
        for (int i = 0; i < TRIES && book.zone().serial() == serial; i++) {
            if (isHeard(secondary, time)) {
                return;
            }
            time = time.multipliedBy(2);
        }
        counters.notice("unheard");
        TRACE.event(
                "secondary was not told of a change",
                Field.id("key", secondary.key().name()),
                Field.count("serial", serial));
    }

    private boolean isHeard(ConfiguredZone.Secondary secondary, Duration time) {
        long start = clock.nanos();
        try {
            var now = clock.instant().getEpochSecond();
            var notice =
                    OutwardMessage.notice(random.nextInt(1 << 16), book.zone().apex(), secondary.key(), now);
            var heard = DatagramAsk.ask(secondary.at(), notice.octets().toByteArray(), time)
                    .map(answer -> OutwardMessage.heard(answer, notice, secondary.key(), now));
            if (heard.equals(Optional.of(new Heard.Said(0)))) {
                counters.notice("heard");
                return true;
            }
            counters.notice(heard.isPresent() ? "refused" : "silent");
        } catch (IOException unreachable) {
            counters.notice("unreachable");
        }
        return !waited(time.minusNanos(clock.nanos() - start));
    }

    /// @return false when the server stops
    private boolean waited(Duration left) {
        try {
            clock.sleep(left.isNegative() ? Duration.ZERO : left);
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
