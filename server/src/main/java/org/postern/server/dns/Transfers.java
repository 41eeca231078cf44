package org.postern.server.dns;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.postern.server.dns.DnsCounters.Outcome;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.dns.authority.Query;
import org.postern.wire.dns.authority.TransferWriter;
import org.postern.wire.dns.authority.Tsig;
import org.postern.wire.dns.authority.TsigKey;
import org.postern.wire.dns.authority.ZoneState;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/// Gives the zone to secondaries (RFC 5936, RFC 1995).
///
/// THREAT T-55: only to who signs by a key of ours, and everything that goes is signed by it too
/// (RFC 8945 §5.3.1).
final class Transfers {
    private static final Trace TRACE = Trace.of(Transfers.class);

    private final ZoneBook book;
    private final Answers answers;
    private final Clock clock;
    private final DnsCounters counters;

    /// Sends one message.
    @FunctionalInterface
    interface Sending {
        void send(byte[] message, int length) throws IOException;
    }

    Transfers(ZoneBook book, Answers answers, Clock clock, DnsCounters counters) {
        this.book = book;
        this.answers = answers;
        this.clock = clock;
        this.counters = counters;
    }

    /// The key by which the question may have the zone; other questions for it are answered as any is.
    ///
    /// @param message as it came
    Optional<TsigKey> key(Query query, byte[] message) {
        boolean wanted = (query.type() == Type.AXFR || query.type() == Type.IXFR)
                && query.dclass() == DClass.IN
                && query.name().equals(book.zone().apex())
                && query.mark().isPresent();
        return wanted && answers.check(query, message) instanceof Tsig.Check.Valid(var key)
                ? Optional.of(key)
                : Optional.empty();
    }

    void send(Query query, TsigKey key, Sending out) throws IOException {
        var state = book.state();
        var known = query.knownSerial().isPresent()
                ? book.state(query.knownSerial().getAsLong())
                : Optional.<ZoneState>empty();
        var mac = query.mark().orElseThrow().mac();
        boolean first = true;
        for (var part : TransferWriter.parts(query, state, known)) {
            int length = part.length;
            var signed = Arrays.copyOf(part, length + Tsig.size(key));
            var manner = new Tsig.Manner(key, mac, clock.instant().getEpochSecond(), 0);
            int size = first ? Tsig.sign(signed, length, manner) : Tsig.signNext(signed, length, manner);
            out.send(signed, size);
            mac = Tsig.macOf(signed, size, key);
            first = false;
        }
        counters.question(true, Outcome.TRANSFER);
        TRACE.event(
                "zone transferred",
                Field.id("key", key.name()),
                Field.count("serial", state.serial()),
                Field.word("kind", known.isPresent() ? "difference" : "whole"));
    }
}
