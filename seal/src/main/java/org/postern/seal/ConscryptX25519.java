package org.postern.seal;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.util.Optional;
import javax.crypto.KeyAgreement;
import org.conscrypt.Conscrypt;
import org.conscrypt.OpenSSLX25519PrivateKey;
import org.conscrypt.OpenSSLX25519PublicKey;

/// BoringSSL's X25519 through Conscrypt. It multiplies only by a given point, so the public point of a
/// secret comes from Bouncy Castle's table of the base point, which is faster than a second ladder.
final class ConscryptX25519 implements X25519 {
    private final Provider provider;
    private final X25519 base = new BouncyCastleX25519();

    private ConscryptX25519(Provider provider) {
        this.provider = provider;
    }

    static Optional<X25519> load() {
        try {
            if (!Conscrypt.isAvailable()) {
                return Optional.empty();
            }
            var engine = new ConscryptX25519(Conscrypt.newProvider());
            engine.agree(
                    new byte[] {
                        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
                        27, 28, 29, 30, 31, 32
                    },
                    engine.publicPoint(new byte[SIZE_BYTES]));
            return Optional.of(engine);
        } catch (LinkageError | SealingFailed notHere) {
            return Optional.empty(); // no library for this platform, or one that does not work
        }
    }

    @Override
    public byte[] publicPoint(byte[] secret) {
        return base.publicPoint(secret);
    }

    @Override
    public byte[] agree(byte[] secret, byte[] point) {
        try {
            var agreement = KeyAgreement.getInstance("XDH", provider);
            agreement.init(new OpenSSLX25519PrivateKey(secret.clone()));
            agreement.doPhase(new OpenSSLX25519PublicKey(point.clone()), true);
            return nonZero(agreement.generateSecret());
        } catch (InvalidKeyException worthless) {
            throw new SealingFailed.WorthlessKey();
        } catch (GeneralSecurityException | IllegalStateException broken) {
            throw new SealingFailed.PlatformBroke(broken);
        }
    }

    private static byte[] nonZero(byte[] shared) {
        int any = 0;
        for (byte octet : shared) {
            any |= octet;
        }
        if (any == 0) {
            throw new SealingFailed.WorthlessKey();
        }
        return shared;
    }
}
