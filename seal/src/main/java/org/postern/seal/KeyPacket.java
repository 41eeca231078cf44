package org.postern.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.postern.wire.Octets;

/// Writes a session key to an X25519 key: a PKESK of version 6 (RFC 9580 §5.1.2, §5.1.6).
final class KeyPacket {
    static final int VERSION = 6;
    static final int ALGORITHM_X25519 = 25;
    static final int FINGERPRINT_BYTES = 32;
    /// Version, length and version of the recipient's key, fingerprint, algorithm, point, length, key.
    static final int CONTENT_BYTES = 3 + FINGERPRINT_BYTES + 1 + X25519.SIZE_BYTES + 1 + SessionKey.SIZE_BYTES + 8;

    private static final byte[] INFO = "OpenPGP X25519".getBytes(StandardCharsets.US_ASCII);
    private static final int WRAPPING_KEY_BYTES = 16;

    private final X25519 agreement;

    KeyPacket(X25519 agreement) {
        this.agreement = agreement;
    }

    /// @param ephemeral 32 random octets, used for this packet only; the caller wipes them
    Octets write(SessionKey session, StorageKey recipient, byte[] ephemeral) {
        byte[] point = agreement.publicPoint(ephemeral);
        byte[] wrapped = wrap(session, wrappingKey(point, recipient, ephemeral));
        byte[] header = PacketHeader.write(PacketHeader.PKESK, CONTENT_BYTES);

        var packet = Arrays.copyOf(header, header.length + CONTENT_BYTES);
        int at = header.length;
        packet[at++] = VERSION;
        packet[at++] = 1 + FINGERPRINT_BYTES;
        packet[at++] = 6; // version of the recipient's key
        at = put(packet, at, recipient.fingerprint());
        packet[at++] = ALGORITHM_X25519;
        at = put(packet, at, point);
        packet[at++] = (byte) wrapped.length;
        put(packet, at, wrapped);
        return Octets.of(packet);
    }

    /// HKDF-SHA256 over ephemeral point, recipient's point and shared secret, to an AES-128 key.
    private byte[] wrappingKey(byte[] point, StorageKey recipient, byte[] ephemeral) {
        byte[] shared = agreement.agree(ephemeral, recipient.point());
        var secret = new byte[3 * X25519.SIZE_BYTES];
        put(secret, put(secret, put(secret, 0, point), recipient.point()), shared);
        byte[] key = Hkdf.derive(secret, new byte[0], INFO, WRAPPING_KEY_BYTES);
        Arrays.fill(shared, (byte) 0);
        Arrays.fill(secret, (byte) 0);
        return key;
    }

    /// AES key wrap (RFC 3394). In version 6 the session key stands alone inside, without an algorithm octet.
    private static byte[] wrap(SessionKey session, byte[] wrappingKey) {
        try {
            var cipher = Cipher.getInstance("AES/KW/NoPadding");
            cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(wrappingKey, "AES"));
            return cipher.wrap(new SecretKeySpec(session.unredacted(), "AES"));
        } catch (GeneralSecurityException broken) {
            throw new SealingFailed.PlatformBroke(broken);
        } finally {
            Arrays.fill(wrappingKey, (byte) 0);
        }
    }

    private static int put(byte[] into, int at, byte[] octets) {
        System.arraycopy(octets, 0, into, at, octets.length);
        return at + octets.length;
    }
}
