package org.postern.seal;

import java.util.Optional;

/// A new-format packet header with a definite length (RFC 9580 §4.2.1).
///
/// @param tag packet type, 0 to 63
/// @param headerSize octets of the header itself
/// @param length octets of the content after it
record PacketHeader(int tag, int headerSize, long length) {
    static final int PKESK = 1;
    static final int LITERAL = 11;
    static final int SEIPD = 18;
    static final int PADDING = 21;
    static final long MAX_LENGTH = 0xFFFF_FFFFL;

    /// The shortest header for this length.
    static byte[] write(int tag, long length) {
        if (length > MAX_LENGTH) {
            throw new SealingFailed.TooLarge();
        }
        byte type = (byte) (0xC0 | tag);
        if (length < 192) {
            return new byte[] {type, (byte) length};
        }
        if (length < 8384) {
            return new byte[] {type, (byte) (((length - 192) >> 8) + 192), (byte) (length - 192)};
        }
        return writeLong(tag, length);
    }

    /// A header of six octets, whatever the length.
    static byte[] writeLong(int tag, long length) {
        if (length > MAX_LENGTH) {
            throw new SealingFailed.TooLarge();
        }
        return new byte[] {
            (byte) (0xC0 | tag),
            (byte) 0xFF,
            (byte) (length >> 24),
            (byte) (length >> 16),
            (byte) (length >> 8),
            (byte) length
        };
    }

    /// Reads the header that `octets` start with; empty for the old format, for partial lengths and when
    /// there are too few octets.
    static Optional<PacketHeader> read(byte[] octets) {
        if (octets.length < 2 || (octets[0] & 0xC0) != 0xC0) {
            return Optional.empty();
        }
        int tag = octets[0] & 0x3F;
        int first = octets[1] & 0xFF;
        if (first < 192) {
            return Optional.of(new PacketHeader(tag, 2, first));
        }
        if (first < 224 && octets.length >= 3) {
            return Optional.of(new PacketHeader(tag, 3, ((first - 192L) << 8) + (octets[2] & 0xFF) + 192));
        }
        if (first == 255 && octets.length >= 6) {
            long length = 0;
            for (int i = 2; i < 6; i++) {
                length = length << 8 | (octets[i] & 0xFF);
            }
            return Optional.of(new PacketHeader(tag, 6, length));
        }
        return Optional.empty();
    }
}
