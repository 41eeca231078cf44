package org.postern.wire.dns.authority;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.postern.wire.Octets;

/// A zone with a key that signs nothing true, and questions for it.
final class TestZone {
    static final DnsName APEX = DnsName.parse("mx.example.test");
    static final TsigKey KEY = TsigKey.parse("hmac-sha256:key.test:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    static final View VIEW = new View(List.of(address(1), address(2), address(3)));

    private static final SigningKey SIGNER = new SigningKey() {
        @Override
        public int algorithm() {
            return 15;
        }

        @Override
        public Octets publicKey() {
            return Octets.of(new byte[32]);
        }

        @Override
        public byte[] sign(byte[] octets) {
            return new byte[64];
        }
    };

    static final Signing SIGNING = new Signing() {
        @Override
        public List<SigningKey> keys() {
            return List.of(SIGNER);
        }

        @Override
        public List<byte[]> signatures(RecordSet set, Lasting lasting) {
            return Signing.sign(set, keys(), APEX, new Validity(0, 1));
        }
    };

    private TestZone() {}

    static Zone make(long serial, String... records) {
        return new Zone(plan(records), Map.of(), serial, SIGNING.keys());
    }

    static ZonePlan plan(String... records) {
        return new ZonePlan(
                APEX,
                60,
                List.of(in("mx1"), in("mx2"), in("mx3")),
                List.of(in("www")),
                List.of(in("ns1")),
                in("hostmaster"),
                List.of(records),
                List.of(address(1)),
                List.of(address(101), address(102)));
    }

    static DnsName in(String label) {
        return DnsName.within(label, APEX);
    }

    static Octets address(int last) {
        return Octets.of(new byte[] {(byte) 192, 0, 2, (byte) last});
    }

    /// A question as a resolver sends it, with the DO bit and the options given.
    static byte[] question(String name, int type, byte... options) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1});
        out.writeBytes(DnsName.parse(name).wire());
        out.writeBytes(new byte[] {(byte) (type >> 8), (byte) type, 0, 1});
        out.writeBytes(new byte[] {0, 0, 41, 0x04, (byte) 0xd0, 0, 0, (byte) 0x80, 0, 0, (byte) options.length});
        out.writeBytes(options);
        return out.toByteArray();
    }

    static Query read(byte[] message) {
        return ((Query.Read.Good) QueryReader.read(message, message.length)).query();
    }

    static byte[] answer(Zone zone, byte[] message, int limit) {
        var query = read(message);
        var out = new byte[65_535];
        var reply = zone.answer(query, () -> VIEW, SIGNING);
        var manner = new ReplyWriter.Manner(limit, java.util.Optional.empty(), true);
        return Arrays.copyOf(out, ReplyWriter.write(query, reply, manner, out));
    }
}
