package org.postern.reach.probe;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.postern.wire.Octets;

/// A report closed so that only the service opens it, to be sent over whatever still works: HPKE in base
/// mode (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM. The encapsulated key comes first, 32 octets.
/// Who sent it is told by the ticket inside, so the outside tells nobody anything.
public final class SealedReport {
    /// Sealed, and more than any report needs.
    public static final int MOST_OCTETS = 96 * 1024;

    private static final byte[] INFO = "postern probe report v1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = new byte[0];
    private static final int KEY_OCTETS = 32;
    private static final String BEGIN = "-----BEGIN POSTERN PROBE REPORT-----";
    private static final String END = "-----END POSTERN PROBE REPORT-----";
    private static final Pattern ARMOURED =
            Pattern.compile(BEGIN + "\\s+([A-Za-z0-9+/=\\s]{1," + MOST_OCTETS * 2 + "}?)" + END);

    private SealedReport() {}

    /// @return the pair: secret, then public, 32 octets each
    public static Octets[] generate() {
        var pair = hpke().generatePrivateKey();
        return new Octets[] {
            Octets.of(hpke().serializePrivateKey(pair.getPrivate())),
            Octets.of(hpke().serializePublicKey(pair.getPublic()))
        };
    }

    /// @param key public, 32 octets
    public static Octets seal(Octets key, Octets report) {
        try {
            var closed = hpke().seal(
                            hpke().deserializePublicKey(key.toByteArray()),
                            INFO,
                            NOTHING,
                            report.toByteArray(),
                            NOTHING,
                            NOTHING,
                            null);
            return Octets.join(Octets.of(closed[1]), Octets.of(closed[0]));
        } catch (InvalidCipherTextException sealingNeverSaysSo) {
            throw new IllegalStateException(sealingNeverSaysSo);
        }
    }

    /// Empty when it was not sealed to this key, or changed; never says which.
    public static Optional<Octets> open(Octets secret, Octets key, Octets sealed) {
        if (sealed.size() <= KEY_OCTETS || sealed.size() > MOST_OCTETS) {
            return Optional.empty();
        }
        try {
            var hpke = hpke();
            var pair = hpke.deserializePrivateKey(secret.toByteArray(), key.toByteArray());
            var opened = hpke.open(
                    sealed.slice(0, KEY_OCTETS).toByteArray(),
                    pair,
                    INFO,
                    NOTHING,
                    sealed.slice(KEY_OCTETS, sealed.size() - KEY_OCTETS).toByteArray(),
                    NOTHING,
                    NOTHING,
                    null);
            return Optional.of(Octets.of(opened));
        } catch (InvalidCipherTextException | RuntimeException notOurs) {
            return Optional.empty();
        }
    }

    private static HPKE hpke() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }

    /// As lines for the text of a mail.
    public static String armoured(Octets sealed) {
        var lines = Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(sealed.toByteArray());
        return BEGIN + "\n\n" + lines + "\n" + END + "\n";
    }

    /// The first one in a text.
    public static Optional<Octets> find(String text) {
        var found = ARMOURED.matcher(text);
        if (!found.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Octets.of(Base64.getMimeDecoder().decode(found.group(1))));
        } catch (IllegalArgumentException garbled) {
            return Optional.empty();
        }
    }
}
