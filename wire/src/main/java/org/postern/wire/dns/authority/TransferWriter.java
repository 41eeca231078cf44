package org.postern.wire.dns.authority;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/// The messages by which a zone goes to a secondary: whole (RFC 5936) or what has changed (RFC 1995).
public final class TransferWriter {
    private static final int RESPONSE_AUTHORITATIVE = 0x8400;
    private static final int ROOM = 16_384;
    private static final int RECORD_FIXED = 10;

    private TransferWriter() {}

    /// One record, to be compared by all that it says.
    private record Line(DnsName owner, int type, long ttl, java.nio.ByteBuffer value) {}

    /// @param known the state that the secondary has, when it is one that we know
    /// @return the messages in order, at least one, without TSIG records
    public static List<byte[]> parts(Query query, ZoneState state, Optional<ZoneState> known) {
        return packed(query, lines(query, state, known));
    }

    private static List<Line> lines(Query query, ZoneState state, Optional<ZoneState> known) {
        var whole = lines(state);
        var soa = whole.getFirst();
        var answer = new ArrayList<Line>();
        if (query.type() == Type.IXFR && query.knownSerial().orElse(-1) == state.serial()) {
            return List.of(soa); // RFC 1995 §2: nothing has changed
        }
        if (query.type() == Type.IXFR && known.isPresent()) {
            var before = lines(known.get());
            var here = new HashSet<>(whole);
            var there = new HashSet<>(before);
            answer.add(soa); // RFC 1995 §4: new, old, what went, new, what came, new
            answer.add(before.getFirst());
            before.stream().skip(1).filter(line -> !here.contains(line)).forEach(answer::add);
            answer.add(soa);
            whole.stream().skip(1).filter(line -> !there.contains(line)).forEach(answer::add);
        } else {
            answer.addAll(whole);
        }
        answer.add(soa);
        return answer;
    }

    private static List<Line> lines(ZoneState state) {
        var lines = new ArrayList<Line>();
        for (var signed : state.sets()) {
            var set = signed.set();
            set.values().forEach(value -> lines.add(line(set, set.type(), value)));
            signed.signatures().forEach(signature -> lines.add(line(set, Type.RRSIG, signature)));
        }
        return lines;
    }

    private static Line line(RecordSet set, int type, byte[] value) {
        return new Line(set.owner(), type, set.ttl(), java.nio.ByteBuffer.wrap(value));
    }

    private static List<byte[]> packed(Query query, List<Line> lines) {
        var parts = new ArrayList<byte[]>();
        var message = new byte[ROOM];
        int start = head(query, message);
        int at = start;
        int count = 0;
        for (var line : lines) {
            int size = line.owner().wire().length + RECORD_FIXED + line.value().remaining();
            if (count > 0 && at + size > ROOM) {
                parts.add(part(message, at, count));
                at = start;
                count = 0;
            }
            if (at + size > message.length) {
                message = java.util.Arrays.copyOf(message, at + size); // one record larger than a message of ours
            }
            at = record(message, at, line);
            count++;
        }
        parts.add(part(message, at, count));
        return parts;
    }

    private static int head(Query query, byte[] message) {
        Wire.put16(message, 0, query.id());
        Wire.put16(message, 2, RESPONSE_AUTHORITATIVE);
        Wire.put16(message, 4, 1);
        var question = query.question().toByteArray();
        System.arraycopy(question, 0, message, QueryReader.HEADER, question.length);
        return QueryReader.HEADER + question.length;
    }

    private static byte[] part(byte[] message, int length, int count) {
        Wire.put16(message, 6, count);
        return java.util.Arrays.copyOf(message, length);
    }

    private static int record(byte[] message, int at, Line line) {
        var owner = line.owner().wire();
        System.arraycopy(owner, 0, message, at, owner.length);
        int fixed = at + owner.length;
        Wire.put16(message, fixed, line.type());
        Wire.put16(message, fixed + 2, DClass.IN);
        Wire.put32(message, fixed + 4, line.ttl());
        var value = line.value().array();
        Wire.put16(message, fixed + 8, value.length);
        System.arraycopy(value, 0, message, fixed + RECORD_FIXED, value.length);
        return fixed + RECORD_FIXED + value.length;
    }
}
