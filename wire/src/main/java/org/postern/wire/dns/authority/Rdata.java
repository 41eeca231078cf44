package org.postern.wire.dns.authority;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.xbill.DNS.Type;

/// The data of records that the zone makes itself.
final class Rdata {
    private static final int LONGEST_TEXT = 255;

    private Rdata() {}

    /// RFC 1035 §3.3.13
    ///
    /// @param times refresh, retry, expire, minimum
    static byte[] soa(DnsName server, DnsName person, long serial, List<Integer> times) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(server.wire());
        out.writeBytes(person.wire());
        u32(out, serial);
        times.forEach(seconds -> u32(out, seconds));
        return out.toByteArray();
    }

    /// RFC 1035 §3.3.9
    static byte[] mx(int preference, DnsName host) {
        var out = new ByteArrayOutputStream();
        u16(out, preference);
        out.writeBytes(host.wire());
        return out.toByteArray();
    }

    /// RFC 1035 §3.3.14: strings of 255 octets at most.
    static byte[] txt(String text) {
        var octets = text.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        int at = 0;
        do {
            int length = Math.min(LONGEST_TEXT, octets.length - at);
            out.write(length);
            out.write(octets, at, length);
            at += length;
        } while (at < octets.length);
        return out.toByteArray();
    }

    /// RFC 4034 §4.1
    static byte[] nsec(DnsName next, Collection<Integer> types) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(next.wire());
        int window = -1;
        var bits = new byte[32];
        int used = 0;
        for (int type : new TreeSet<>(types)) {
            if (type >> 8 != window) {
                window(out, window, bits, used);
                window = type >> 8;
                bits = new byte[32];
            }
            bits[(type & 0xff) >> 3] |= (byte) (0x80 >> (type & 7));
            used = ((type & 0xff) >> 3) + 1;
        }
        window(out, window, bits, used);
        return out.toByteArray();
    }

    private static void window(ByteArrayOutputStream out, int window, byte[] bits, int used) {
        if (window >= 0) {
            out.write(window);
            out.write(used);
            out.write(bits, 0, used);
        }
    }

    /// RFC 4034 §3.1, without the signature.
    static byte[] rrsig(RecordSet set, SigningKey key, DnsName zone, Validity validity) {
        var out = new ByteArrayOutputStream();
        u16(out, set.type());
        out.write(key.algorithm());
        out.write(set.owner().labels());
        u32(out, set.ttl());
        u32(out, validity.until());
        u32(out, validity.from());
        u16(out, new DnsKey(key.algorithm(), key.publicKey()).tag());
        out.writeBytes(zone.wire());
        return out.toByteArray();
    }

    /// RFC 4034 §3.1.8.1: what is signed.
    static byte[] signed(byte[] rrsig, RecordSet set) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(rrsig);
        for (var value : set.values()) {
            out.writeBytes(set.owner().wire());
            u16(out, set.type());
            u16(out, org.xbill.DNS.DClass.IN);
            u32(out, set.ttl());
            u16(out, value.length);
            out.writeBytes(value);
        }
        return out.toByteArray();
    }

    /// The type of an address of that many octets.
    static int addressType(int octets) {
        return octets == 4 ? Type.A : Type.AAAA;
    }

    private static void u16(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }

    private static void u32(ByteArrayOutputStream out, long value) {
        u16(out, (int) (value >> 16) & 0xffff);
        u16(out, (int) value & 0xffff);
    }
}
