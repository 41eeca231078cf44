package org.postern.seal;

import org.postern.wire.Octets;
import org.postern.wire.Padme;

/// What stands inside a SEIPD packet: a literal packet, or others, and padding to a Padmé size
/// (docs/format/stored-message.md, Padding).
public final class Plaintext {
    private static final int PADDING_HEADER_BYTES = 6;
    private static final int LITERAL_FIELDS_BYTES = 6;
    private static final byte[] ZEROS = new byte[1 << 16];

    private Plaintext() {}

    /// A literal data packet, binary, without name and date (RFC 9580 §5.9).
    public static Octets literal(Octets content) {
        byte[] header = PacketHeader.write(PacketHeader.LITERAL, content.size() + LITERAL_FIELDS_BYTES);
        var fields = new byte[] {'b', 0, 0, 0, 0, 0};
        var start = new byte[header.length + fields.length];
        System.arraycopy(header, 0, start, 0, header.length);
        System.arraycopy(fields, 0, start, header.length, fields.length);
        return Octets.join(Octets.of(start), content);
    }

    /// The packets followed by a padding packet (RFC 9580 §5.14), at least `floor` octets together.
    static Octets padded(Octets packets, long floor) {
        long bare = packets.size() + PADDING_HEADER_BYTES;
        long padding = Padme.pad(Math.max(bare, floor)) - bare;
        var padded = new Octets.Builder();
        packets.chunks().forEach(padded::add);
        padded.add(PacketHeader.writeLong(PacketHeader.PADDING, padding));
        for (; padding >= ZEROS.length; padding -= ZEROS.length) {
            padded.add(ZEROS);
        }
        return padded.add(new byte[(int) padding]).build();
    }
}
