package org.postern.wire.dns.authority;

import java.util.List;
import java.util.Optional;
import org.postern.wire.Octets;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/// Writes the octets of an answer (RFC 1035 §4.1). What does not fit the limit goes away whole, and the TC
/// bit says to ask by TCP (RFC 2181 §9).
public final class ReplyWriter {
    /// The largest answer by UDP, which no path should cut up (RFC 9715 §3.2: 1400 at most).
    public static final int LARGEST_DATAGRAM = 1232;

    private static final int RESPONSE = 0x8000;
    private static final int AUTHORITATIVE = 0x0400;
    private static final int TRUNCATED = 0x0200;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int CHECKING_DISABLED = 0x0010;
    private static final int OPCODE = 0x7800;
    private static final int DO = 0x8000;
    private static final int POINTER = 0xc000;
    private static final int RECORD_FIXED = 10;

    private final Query query;
    private final byte[] out;
    private final int limit;
    private int at;

    /// How an answer goes out.
    ///
    /// @param limit octets of the answer at most; a header, the question and the OPT record are always written
    /// @param cookie the whole cookie to give (RFC 7873 §5.2)
    /// @param useSubnet whether the client's subnet was looked at, so that the answer must say so
    public record Manner(int limit, Optional<Octets> cookie, boolean useSubnet) {}

    private ReplyWriter(Query query, byte[] out, int limit) {
        this.query = query;
        this.out = out;
        this.limit = limit;
    }

    /// A header with this code for a message that could not be read: twelve octets.
    public static int writeBad(byte[] message, int rcode, byte[] out) {
        Wire.put16(out, 0, Wire.u16(message, 0));
        int flags = Wire.u16(message, 2);
        Wire.put16(out, 2, RESPONSE | (flags & (OPCODE | RECURSION_DESIRED)) | rcode);
        for (int i = 4; i < QueryReader.HEADER; i += 2) {
            Wire.put16(out, i, 0);
        }
        return QueryReader.HEADER;
    }

    /// Nothing but the question and that TCP would tell more: as long as the question was, or shorter.
    public static int writeTruncated(Query query, Manner manner, byte[] out) {
        var writer = new ReplyWriter(query, out, manner.limit());
        return writer.bare(new Reply(0, List.of(), List.of(), false, 0), manner, TRUNCATED);
    }

    /// @param out at least as long as the limit
    /// @return octets written
    public static int write(Query query, Reply reply, Manner manner, byte[] out) {
        var writer = new ReplyWriter(query, out, manner.limit() - ednsSize(query, manner));
        return writer.whole(reply, manner);
    }

    private int whole(Reply reply, Manner manner) {
        question();
        int answers = put(reply.answers());
        int authority = answers < 0 ? -1 : put(reply.authority());
        if (authority < 0) {
            return bare(reply, manner, TRUNCATED);
        }
        head(reply, 0, answers, authority);
        edns(reply, manner);
        return at;
    }

    private int bare(Reply reply, Manner manner, int flag) {
        question();
        head(reply, flag, 0, 0);
        edns(reply, manner);
        return at;
    }

    private void question() {
        var question = query.question().toByteArray();
        System.arraycopy(question, 0, out, QueryReader.HEADER, question.length);
        at = QueryReader.HEADER + question.length;
    }

    private void head(Reply reply, int flag, int answers, int authority) {
        boolean ours = reply.rcode() == org.xbill.DNS.Rcode.NOERROR || reply.rcode() == org.xbill.DNS.Rcode.NXDOMAIN;
        Wire.put16(out, 0, query.id());
        Wire.put16(
                out,
                2,
                RESPONSE
                        | (ours ? AUTHORITATIVE : 0)
                        | flag
                        | (query.flags() & (RECURSION_DESIRED | CHECKING_DISABLED))
                        | (reply.rcode() & 15));
        Wire.put16(out, 4, 1);
        Wire.put16(out, 6, answers);
        Wire.put16(out, 8, authority);
        Wire.put16(out, 10, query.edns().isPresent() ? 1 : 0);
    }

    /// @return records written, or -1 when they do not fit
    private int put(List<Signed> sets) {
        int count = 0;
        for (var signed : sets) {
            var set = signed.set();
            for (var value : set.values()) {
                if (!record(set, set.type(), value)) {
                    return -1;
                }
                count++;
            }
            for (var signature : signed.signatures()) {
                if (!record(set, Type.RRSIG, signature)) {
                    return -1;
                }
                count++;
            }
        }
        return count;
    }

    private boolean record(RecordSet set, int type, byte[] value) {
        if (!owner(set.owner()) || at + RECORD_FIXED + value.length > limit) {
            return false;
        }
        Wire.put16(out, at, type);
        Wire.put16(out, at + 2, DClass.IN);
        Wire.put32(out, at + 4, set.ttl());
        Wire.put16(out, at + 8, value.length);
        System.arraycopy(value, 0, out, at + RECORD_FIXED, value.length);
        at += RECORD_FIXED + value.length;
        return true;
    }

    /// The owner's first labels, then a pointer into the question to what the two have in common (RFC 1035
    /// §4.1.4); the question keeps the case that it came in, which some resolvers check.
    private boolean owner(DnsName owner) {
        var asked = query.name();
        var ours = owner.starts();
        int shared = sharedLabels(owner, asked);
        int kept = shared == 0 ? owner.wire().length - 1 : shared == ours.length ? 0 : ours[ours.length - shared];
        if (at + kept + 2 > limit) {
            return false;
        }
        System.arraycopy(owner.wire(), 0, out, at, kept);
        at += kept;
        if (shared == 0) {
            out[at++] = 0;
            return true;
        }
        var theirs = asked.starts();
        Wire.put16(out, at, POINTER | (QueryReader.HEADER + theirs[theirs.length - shared]));
        at += 2;
        return true;
    }

    private static int sharedLabels(DnsName a, DnsName b) {
        var as = a.starts();
        var bs = b.starts();
        int shared = 0;
        while (shared < Math.min(as.length, bs.length)) {
            int i = as[as.length - shared - 1];
            int j = bs[bs.length - shared - 1];
            int size = a.wire()[i];
            if (!java.util.Arrays.equals(a.wire(), i, i + size + 1, b.wire(), j, j + b.wire()[j] + 1)) {
                break;
            }
            shared++;
        }
        return shared;
    }

    private static int ednsSize(Query query, Manner manner) {
        if (query.edns().isEmpty()) {
            return 0;
        }
        int subnet = manner.useSubnet()
                ? query.edns()
                        .get()
                        .subnet()
                        .map(told -> Edns.OPTION_HEAD + told.size())
                        .orElse(0)
                : 0;
        int cookie = manner.cookie()
                .map(octets -> Edns.OPTION_HEAD + (int) octets.size())
                .orElse(0);
        return Edns.FIXED_SIZE + subnet + cookie;
    }

    /// RFC 6891 §6.1: an OPT record answers an OPT record.
    private void edns(Reply reply, Manner manner) {
        var asked = query.edns();
        if (asked.isEmpty()) {
            return;
        }
        int size = ednsSize(query, manner);
        out[at] = 0;
        Wire.put16(out, at + 1, Type.OPT);
        Wire.put16(out, at + 3, LARGEST_DATAGRAM);
        out[at + 5] = (byte) (reply.rcode() >> 4);
        out[at + 6] = 0;
        Wire.put16(out, at + 7, asked.get().wantsSignatures() ? DO : 0);
        Wire.put16(out, at + 9, size - Edns.FIXED_SIZE);
        at += Edns.FIXED_SIZE;
        if (manner.useSubnet() && asked.get().subnet().isPresent()) {
            var subnet = asked.get().subnet().get();
            option(Edns.CLIENT_SUBNET, subnet.size());
            subnet.write(out, at, reply.tailored() ? subnet.sourceBits() : 0);
            at += subnet.size();
        }
        if (manner.cookie().isPresent()) {
            var cookie = manner.cookie().get().toByteArray();
            option(Edns.COOKIE, cookie.length);
            System.arraycopy(cookie, 0, out, at, cookie.length);
            at += cookie.length;
        }
    }

    private void option(int code, int size) {
        Wire.put16(out, at, code);
        Wire.put16(out, at + 2, size);
        at += Edns.OPTION_HEAD;
    }
}
