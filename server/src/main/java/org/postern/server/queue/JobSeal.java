package org.postern.server.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import org.postern.server.db.StoreBroken;
import org.postern.wire.Octets;

/// Seals one job's message and envelope under the job's own key (docs/adr/0003-queue-keys.md). When the
/// key is gone, so is what it sealed, wherever the octets still lie (THREAT T-01, T-02).
///
/// The message is cut into pieces of 64 KiB, each AES-256-GCM with a nonce of its number and a mark on
/// the last, so that none can be cut off, swapped or left out. The envelope is rewritten after every
/// try, each time under a fresh random nonce and with another key derived from the job's.
final class JobSeal {
    private static final int KEY = 32;
    private static final int PIECE = 64 * 1024;
    private static final int TAG = 16;
    private static final int NONCE = 12;

    private final Octets secret;
    private final SecureRandom random;
    private final SecretKey messageKey;
    private final SecretKey envelopeKey;

    private JobSeal(Octets secret, SecureRandom random) {
        this.secret = secret;
        this.random = random;
        this.messageKey = derive(secret.toByteArray(), "postern queue message v1");
        this.envelopeKey = derive(secret.toByteArray(), "postern queue envelope v1");
    }

    static JobSeal fresh(SecureRandom random) {
        var secret = new byte[KEY];
        random.nextBytes(secret);
        return new JobSeal(Octets.of(secret), random);
    }

    static JobSeal of(Octets secret, SecureRandom random) {
        return new JobSeal(secret, random);
    }

    /// For the job's row and nothing else.
    Octets secret() {
        return secret;
    }

    Octets message(Octets open) {
        return pieces(open, PIECE, Cipher.ENCRYPT_MODE);
    }

    /// @throws StoreBroken when it is not what was sealed
    Octets openMessage(Octets sealed) {
        return pieces(sealed, PIECE + TAG, Cipher.DECRYPT_MODE);
    }

    Octets envelope(byte[] open) {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        return Octets.join(Octets.of(nonce), Octets.of(crypt(Cipher.ENCRYPT_MODE, envelopeKey, nonce, open)));
    }

    /// @throws StoreBroken when it is not what was sealed
    byte[] openEnvelope(Octets sealed) {
        var octets = sealed.toByteArray();
        if (octets.length < NONCE) {
            throw new StoreBroken("a queued envelope is cut");
        }
        var nonce = Arrays.copyOf(octets, NONCE);
        return crypt(Cipher.DECRYPT_MODE, envelopeKey, nonce, Arrays.copyOfRange(octets, NONCE, octets.length));
    }

    private Octets pieces(Octets in, int size, int mode) {
        var out = new Octets.Builder();
        try (var stream = in.stream()) {
            long left = in.size();
            long number = 0;
            do {
                var piece = stream.readNBytes((int) Math.min(size, left));
                left -= piece.length;
                out.add(crypt(mode, messageKey, nonce(number++, left == 0), piece));
            } while (left > 0);
        } catch (java.io.IOException memoryDoesNotFail) {
            throw new IllegalStateException(memoryDoesNotFail);
        }
        return out.build();
    }

    private static byte[] nonce(long number, boolean last) {
        return ByteBuffer.allocate(NONCE).putInt(last ? 1 : 0).putLong(number).array();
    }

    private static byte[] crypt(int mode, SecretKey key, byte[] nonce, byte[] octets) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG * Byte.SIZE, nonce));
            return cipher.doFinal(octets);
        } catch (GeneralSecurityException broken) {
            throw new StoreBroken("a queued message cannot be opened", broken);
        }
    }

    private static SecretKey derive(byte[] secret, String label) {
        try {
            var parameters = HKDFParameterSpec.ofExtract()
                    .addIKM(secret)
                    .thenExpand(label.getBytes(StandardCharsets.US_ASCII), KEY);
            return KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
