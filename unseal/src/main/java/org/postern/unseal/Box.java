package org.postern.unseal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.postern.seal.Hkdf;
import org.postern.seal.RandomSource;

/// Small things sealed under a key of the account: `nonce || AES-256-GCM` (docs/format/account.md, Box;
/// NIST SP 800-38D).
public final class Box {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int KEY_BYTES = 32;

    private Box() {}

    /// @param key 32 octets: the password's, the phrase's or the account key
    public static byte[] seal(byte[] key, BoxLabel label, byte[] plaintext, RandomSource random) {
        var nonce = new byte[NONCE_BYTES];
        random.fill(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, label, nonce).doFinal(plaintext);
            byte[] box = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, box, NONCE_BYTES, sealed.length);
            return box;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the platform lacks AES-GCM", broken);
        }
    }

    /// The plaintext; empty when key, label or any octet is not the one it was sealed with.
    public static Optional<byte[]> open(byte[] key, BoxLabel label, byte[] box) {
        if (box.length < NONCE_BYTES + TAG_BYTES) {
            return Optional.empty();
        }
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, key, label, Arrays.copyOf(box, NONCE_BYTES));
            return Optional.of(cipher.doFinal(box, NONCE_BYTES, box.length - NONCE_BYTES));
        } catch (AEADBadTagException notOurs) {
            return Optional.empty();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the platform lacks AES-GCM", broken);
        }
    }

    private static Cipher cipher(int mode, byte[] key, BoxLabel label, byte[] nonce) throws GeneralSecurityException {
        byte[] derived = Hkdf.derive(key, new byte[0], label.octets(), KEY_BYTES);
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(derived, "AES"), new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(label.octets());
        Arrays.fill(derived, (byte) 0);
        return cipher;
    }
}
