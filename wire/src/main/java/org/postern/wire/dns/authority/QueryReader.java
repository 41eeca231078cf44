package org.postern.wire.dns.authority;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.postern.wire.Octets;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// Reads questions, strictly (RFC 1035 §4.1): one question without compression, no answers, at most an
/// OPT and a TSIG record behind it, and nothing left over. No loop runs longer than the message.
///
/// THREAT T-50: whatever else comes is answered by a bare header, which is never longer than it.
public final class QueryReader {
    static final int HEADER = 12;
    private static final int RESPONSE = 0x8000;
    private static final int OPCODE = 0x7800;
    private static final int RECORD_FIXED = 10;
    private static final int MOST_ADDITIONAL = 2;

    private final byte[] message;
    private final int length;
    private int at = HEADER;
    private Optional<Edns> edns = Optional.empty();
    private OptionalLong knownSerial = OptionalLong.empty();
    private Optional<TsigMark> mark = Optional.empty();

    private QueryReader(byte[] message, int length) {
        this.message = message;
        this.length = length;
    }

    /// @param length of the message, from the start of the array
    public static Query.Read read(byte[] message, int length) {
        if (length < HEADER || (Wire.u16(message, 2) & RESPONSE) != 0) {
            return new Query.Read.NotForUs();
        }
        if ((Wire.u16(message, 2) & OPCODE) != 0) {
            return new Query.Read.Bad(Rcode.NOTIMP);
        }
        var query = new QueryReader(message, length).query();
        return query == null ? new Query.Read.Bad(Rcode.FORMERR) : new Query.Read.Good(query);
    }

    private @Nullable Query query() {
        if (Wire.u16(message, 4) != 1 || Wire.u16(message, 6) != 0) {
            return null;
        }
        var name = name(message, at, length);
        if (name == null || at + name.wire().length + 4 > length) {
            return null;
        }
        at += name.wire().length;
        int type = Wire.u16(message, at);
        int dclass = Wire.u16(message, at + 2);
        at += 4;
        var question = Octets.of(Arrays.copyOfRange(message, HEADER, at));
        if (!authority(type) || !additional() || at != length) {
            return null;
        }
        int id = Wire.u16(message, 0);
        int flags = Wire.u16(message, 2);
        return new Query(id, flags, name, type, dclass, question, length, edns, knownSerial, mark);
    }

    /// RFC 1995 §3: a question for the difference has the SOA record that the secondary knows; others have
    /// nothing there.
    private boolean authority(int type) {
        int count = Wire.u16(message, 8);
        if (type != Type.IXFR) {
            return count == 0;
        }
        if (count != 1) {
            return false;
        }
        int end = recordEnd(compressed(at));
        if (end < 0 || Wire.u16(message, compressed(at)) != Type.SOA) {
            return false;
        }
        if (end - compressed(at) - RECORD_FIXED < 22) { // two roots and five numbers
            return false;
        }
        knownSerial = OptionalLong.of(Wire.u32(message, end - 20));
        at = end;
        return true;
    }

    private boolean additional() {
        int count = Wire.u16(message, 10);
        if (count > MOST_ADDITIONAL) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (mark.isPresent() || !additionalRecord()) { // RFC 8945 §5.1: TSIG is the last record
                return false;
            }
        }
        return true;
    }

    private boolean additionalRecord() {
        int start = at;
        var owner = owner(at);
        if (owner == null) {
            return false;
        }
        int fixed = compressed(at);
        int end = recordEnd(fixed);
        if (end < 0 || !read(start, owner, fixed, end)) {
            return false;
        }
        at = end;
        return true;
    }

    private boolean read(int start, DnsName owner, int fixed, int end) {
        return switch (Wire.u16(message, fixed)) {
            case Type.OPT -> {
                boolean another = edns.isPresent() || message[start] != 0; // RFC 6891 §6.1.1, §6.1.2
                edns = Edns.read(message, fixed + 2, fixed + RECORD_FIXED, end);
                yield !another && edns.isPresent();
            }
            case Type.TSIG -> {
                mark = Optional.ofNullable(TsigMark.read(message, start, owner, fixed + RECORD_FIXED, end));
                yield mark.isPresent();
            }
            default -> false;
        };
    }

    /// The TSIG record at the end of a message of any kind (RFC 8945 §5.1).
    ///
    /// @return null when there is none, or the message is not well-formed
    static @Nullable TsigMark lastMark(byte[] message) {
        var reader = new QueryReader(message, message.length);
        int questions = Wire.u16(message, 4);
        for (int i = 0; i < questions; i++) {
            int end = reader.compressed(reader.at);
            if (end < 0 || end + 4 > message.length) {
                return null;
            }
            reader.at = end + 4;
        }
        int records = Wire.u16(message, 6) + Wire.u16(message, 8) + Wire.u16(message, 10);
        for (int i = 1; i < records; i++) {
            reader.at = reader.recordEnd(reader.compressed(reader.at));
            if (reader.at < 0) {
                return null;
            }
        }
        boolean is = Wire.u16(message, 10) > 0 && reader.additionalRecord() && reader.at == message.length;
        return is ? reader.mark.orElse(null) : null;
    }

    /// @param fixed where the type stands; negative for a name that is none
    /// @return where the record ends, or -1 when that is outside the message
    private int recordEnd(int fixed) {
        if (fixed < 0 || fixed + RECORD_FIXED > length) {
            return -1;
        }
        int end = fixed + RECORD_FIXED + Wire.u16(message, fixed + 8);
        return end > length ? -1 : end;
    }

    /// Steps over a name that may end in a pointer, as the owner of a SOA record does.
    ///
    /// @return what follows, or -1
    private int compressed(int from) {
        int next = from;
        while (next < length) {
            int size = message[next] & 0xff;
            if (size == 0) {
                return next + 1;
            }
            if (size >= 0xc0) {
                return next + 2;
            }
            if (size > 63) {
                return -1;
            }
            next += size + 1;
        }
        return -1;
    }

    /// A name that may end in a pointer to an earlier place (RFC 1035 §4.1.4), as some sign with.
    ///
    /// @return null for what is none
    private @Nullable DnsName owner(int from) {
        var plain = new byte[DnsName.LONGEST];
        int used = 0;
        int next = from;
        int pointedFrom = from;
        while (next < length) {
            int size = message[next] & 0xff;
            if (size >= 0xc0) {
                int target = next + 1 < length ? Wire.u16(message, next) & 0x3fff : length;
                if (target >= pointedFrom) {
                    return null; // INVARIANT: pointers lead back only, so this ends
                }
                pointedFrom = target;
                next = target;
                continue;
            }
            if (size > 63 || used + size + 1 > plain.length || next + size + 1 > length) {
                return null;
            }
            System.arraycopy(message, next, plain, used, size + 1);
            used += size + 1;
            next += size + 1;
            if (size == 0) {
                return DnsName.ofWire(plain, 0, used);
            }
        }
        return null;
    }

    /// @return null for what is no name of the plain form, or ends outside
    static @Nullable DnsName name(byte[] from, int offset, int end) {
        int next = offset;
        while (next < end) {
            int size = from[next] & 0xff;
            if (size > 63 || next + size + 1 - offset > DnsName.LONGEST) {
                return null;
            }
            next += size + 1;
            if (size == 0) {
                return DnsName.ofWire(from, offset, next - offset);
            }
        }
        return null;
    }
}
