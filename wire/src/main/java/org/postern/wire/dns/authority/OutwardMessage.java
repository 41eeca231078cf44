package org.postern.wire.dns.authority;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.postern.wire.Octets;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/// Messages that we send of ourselves, and what comes back. All are signed (RFC 8945).
public final class OutwardMessage {
    private static final int NOTIFY_AUTHORITATIVE = 0x2400;
    private static final int UPDATE = 0x2800;
    private static final int RESPONSE = 0x8000;
    private static final int OPCODE = 0x7800;
    private static final int ROOM = 16_384;
    private static final int RECORD_FIXED = 10;

    private final byte[] octets = new byte[ROOM];
    private int length = QueryReader.HEADER;

    /// @param octets with its signature
    /// @param mac of the signature, by which the answer is checked
    public record Sealed(int id, Octets octets, Octets mac) {}

    /// What an answer says.
    public sealed interface Heard {
        /// @param rcode 0 for done
        record Said(int rcode) implements Heard {}

        /// Not an answer to this message, or nobody with the key has made it.
        record NotOurs() implements Heard {}
    }

    private OutwardMessage(int id, int flags, DnsName zone) {
        Wire.put16(octets, 0, id);
        Wire.put16(octets, 2, flags);
        Wire.put16(octets, 4, 1);
        put(zone.wire());
        u16(Type.SOA);
        u16(DClass.IN);
    }

    /// "The zone has changed" (RFC 1996 §3.7).
    ///
    /// @param id of 16 bits that nobody can guess
    /// @param now seconds since 1970
    public static Sealed notice(int id, DnsName zone, TsigKey key, long now) {
        return new OutwardMessage(id, NOTIFY_AUTHORITATIVE, zone).sealed(id, key, now);
    }

    /// "These names have these addresses from now on, and no others" (RFC 2136 §2.5).
    ///
    /// @param addresses 4 or 16 octets each
    /// @throws IllegalArgumentException for more than a message holds
    public static Sealed update(Update update, Map<DnsName, List<Octets>> addresses, TsigKey key, long now) {
        var message = new OutwardMessage(update.id(), UPDATE, update.zone());
        int count = 0;
        for (var entry : addresses.entrySet()) {
            for (int type : List.of(Type.A, Type.AAAA)) {
                message.record(entry.getKey(), type, DClass.ANY, 0, new byte[0]); // RFC 2136 §2.5.2: all of them go
                count++;
            }
            for (var address : entry.getValue()) {
                var value = address.toByteArray();
                message.record(entry.getKey(), Rdata.addressType(value.length), DClass.IN, update.ttl(), value);
                count++;
            }
        }
        Wire.put16(message.octets, 8, count);
        return message.sealed(update.id(), key, now);
    }

    /// @param id of 16 bits that nobody can guess
    /// @param ttl in seconds
    public record Update(int id, DnsName zone, int ttl) {}

    /// Reads an answer and checks that who has the key made it.
    ///
    /// @param now seconds since 1970
    public static Heard heard(byte[] answer, Sealed asked, TsigKey key, long now) {
        int flags = answer.length < QueryReader.HEADER ? 0 : Wire.u16(answer, 2);
        int wanted = RESPONSE | (Wire.u16(asked.octets().toByteArray(), 2) & OPCODE);
        if ((flags & (RESPONSE | OPCODE)) != wanted || Wire.u16(answer, 0) != asked.id()) {
            return new Heard.NotOurs();
        }
        var mark = QueryReader.lastMark(answer);
        if (mark == null) {
            return new Heard.NotOurs();
        }
        var check = Tsig.check(
                answer,
                mark,
                asked.mac(),
                name -> name.equals(key.name()) ? java.util.Optional.of(key) : java.util.Optional.empty(),
                now);
        return check instanceof Tsig.Check.Valid ? new Heard.Said(flags & 15) : new Heard.NotOurs();
    }

    private Sealed sealed(int id, TsigKey key, long now) {
        int size = Tsig.sign(octets, length, new Tsig.Manner(key, Octets.empty(), now, 0));
        var whole = Arrays.copyOf(octets, size);
        return new Sealed(id, Octets.of(whole), Tsig.macOf(whole, size, key));
    }

    private void record(DnsName owner, int type, int dclass, long ttl, byte[] value) {
        if (length + DnsName.LONGEST + RECORD_FIXED + value.length + 512 > ROOM) {
            throw new IllegalArgumentException("more than a message of the DNS holds");
        }
        put(owner.wire());
        u16(type);
        u16(dclass);
        Wire.put32(octets, length, ttl);
        length += 4;
        u16(value.length);
        put(value);
    }

    private void put(byte[] part) {
        System.arraycopy(part, 0, octets, length, part.length);
        length += part.length;
    }

    private void u16(int value) {
        Wire.put16(octets, length, value);
        length += 2;
    }
}
