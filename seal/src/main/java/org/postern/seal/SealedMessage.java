package org.postern.seal;

import java.util.Arrays;
import java.util.Optional;
import org.postern.wire.Octets;

/// The three packets of a stored message (docs/format/stored-message.md). Each is one complete OpenPGP
/// packet; `key || summary` and `key || body` are each one OpenPGP message.
///
/// @param key PKESK v6
/// @param summary SEIPDv2, about half a kilobyte to 24 KiB
/// @param body SEIPDv2, the original octets inside
public record SealedMessage(Octets key, Octets summary, Octets body) {
    /// The most that a sealed summary may have: 24 KiB of JSON, padded, with its headers and tags.
    public static final int MAX_SUMMARY_BYTES = 28 * 1024;

    private static final int HEADER_BYTES = 6;
    private static final int MIN_SEALED_BYTES =
            SealedPacket.FIXED_BYTES + SealedPacket.SALT_BYTES + 2 * SealedPacket.TAG_BYTES + 1;

    /// Cuts `key || summary || body` that a client sealed into its packets. Only the framing is checked
    /// (versions, algorithms, chunk size, definite lengths, for whom): nobody here could open it.
    ///
    /// @param recipient 32 octets, [StorageKey#fingerprint] of the account's certificate
    /// @return empty when it is not of the stored format, or to somebody else
    public static Optional<SealedMessage> split(Octets sealed, byte[] recipient) {
        var key = firstPacket(sealed).filter(packet -> isKeyPacket(packet, recipient));
        if (key.isEmpty()) {
            return Optional.empty();
        }
        var rest = after(sealed, key.get());
        var summary = firstPacket(rest).filter(SealedMessage::isSummaryPacket);
        if (summary.isEmpty()) {
            return Optional.empty();
        }
        var body = after(rest, summary.get());
        if (!isSealedPacket(body)) {
            return Optional.empty();
        }
        return Optional.of(new SealedMessage(key.get(), summary.get(), body));
    }

    /// Whether this is `key || summary` or `key || body`, as far as anybody can tell who cannot open it.
    ///
    /// @param recipient as in [#split]
    public static boolean isOpenable(Octets message, byte[] recipient) {
        return firstPacket(message)
                .filter(packet -> isKeyPacket(packet, recipient))
                .filter(key -> isSealedPacket(after(message, key)))
                .isPresent();
    }

    /// Whether this is one whole `summary` packet as far as anybody can tell who cannot open it.
    public static boolean isSummaryPacket(Octets packet) {
        return packet.size() <= MAX_SUMMARY_BYTES && isSealedPacket(packet);
    }

    private static boolean isSealedPacket(Octets packet) {
        byte[] head = packet.head(HEADER_BYTES + SealedPacket.FIXED_BYTES);
        var header = PacketHeader.read(head);
        if (header.isEmpty() || header.get().tag() != PacketHeader.SEIPD) {
            return false;
        }
        int at = header.get().headerSize();
        return header.get().length() >= MIN_SEALED_BYTES
                && packet.size() == at + header.get().length()
                && head[at] == SealedPacket.VERSION
                && head[at + 1] == SealedPacket.AES_256
                && head[at + 2] == SealedPacket.GCM
                && head[at + 3] == SealedPacket.CHUNK_OCTET;
    }

    private static boolean isKeyPacket(Octets packet, byte[] recipient) {
        byte[] all = packet.head(HEADER_BYTES + KeyPacket.CONTENT_BYTES);
        var header = PacketHeader.read(all).orElseThrow();
        if (header.tag() != PacketHeader.PKESK || header.length() != KeyPacket.CONTENT_BYTES) {
            return false;
        }
        int at = header.headerSize();
        int fingerprintEnd = at + 3 + KeyPacket.FINGERPRINT_BYTES;
        return all[at] == KeyPacket.VERSION
                && all[at + 1] == KeyPacket.FINGERPRINT_BYTES + 1
                && all[at + 2] == 6
                && Arrays.equals(all, at + 3, fingerprintEnd, recipient, 0, recipient.length)
                && all[fingerprintEnd] == KeyPacket.ALGORITHM_X25519
                && all[fingerprintEnd + 1 + X25519.SIZE_BYTES] == SessionKey.SIZE_BYTES + 8;
    }

    private static Optional<Octets> firstPacket(Octets packets) {
        return PacketHeader.read(packets.head(HEADER_BYTES))
                .filter(header -> header.headerSize() + header.length() <= packets.size())
                .map(header -> packets.slice(0, header.headerSize() + header.length()));
    }

    private static Octets after(Octets packets, Octets first) {
        return packets.slice(first.size(), packets.size() - first.size());
    }
}
