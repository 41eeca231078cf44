package org.postern.unseal;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// A stretched password: one half logs in, the other unwraps the account key, and neither tells the
/// other (docs/format/account.md, Derivations). Closing wipes both.
public final class PasswordStretch implements AutoCloseable {
    private static final int HALF_BYTES = 32;

    private final byte[] loginSecret;
    private final byte[] passwordKey;

    private PasswordStretch(byte[] stretched) {
        this.loginSecret = Arrays.copyOfRange(stretched, 0, HALF_BYTES);
        this.passwordKey = Arrays.copyOfRange(stretched, HALF_BYTES, 2 * HALF_BYTES);
    }

    /// Takes about half a second and the memory that `kdf` names.
    public static PasswordStretch of(CharSequence password, Kdf kdf) {
        byte[] octets = Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
        var argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(kdf.salt())
                .withMemoryAsKB(kdf.memoryKiB())
                .withIterations(kdf.iterations())
                .withParallelism(kdf.parallelism())
                .build());
        var stretched = new byte[2 * HALF_BYTES];
        argon2.generateBytes(octets, stretched);
        Arrays.fill(octets, (byte) 0);
        var halves = new PasswordStretch(stretched);
        Arrays.fill(stretched, (byte) 0);
        return halves;
    }

    /// 32 octets: the SRP password. Not a copy.
    public byte[] loginSecret() {
        return loginSecret;
    }

    /// 32 octets: the key of [BoxLabel#ACCOUNT_KEY_BY_PASSWORD]. Not a copy.
    public byte[] passwordKey() {
        return passwordKey;
    }

    @Override
    public void close() {
        Arrays.fill(loginSecret, (byte) 0);
        Arrays.fill(passwordKey, (byte) 0);
    }
}
