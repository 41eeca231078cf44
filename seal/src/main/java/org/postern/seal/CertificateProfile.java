package org.postern.seal;

import org.bouncycastle.asn1.cryptlib.CryptlibObjectIdentifiers;
import org.bouncycastle.asn1.gnu.GNUObjectIdentifiers;
import org.bouncycastle.bcpg.ECDHPublicBCPGKey;
import org.bouncycastle.bcpg.EdDSAPublicBCPGKey;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.X25519PublicBCPGKey;
import org.bouncycastle.openpgp.PGPPublicKey;

/// The two kinds of certificate that an account has.
enum CertificateProfile {
    STORAGE(6) {
        @Override
        boolean signs(PGPPublicKey primary) {
            return primary.getAlgorithm() == PublicKeyAlgorithmTags.Ed25519;
        }

        @Override
        boolean encrypts(PGPPublicKey subkey) {
            return subkey.getAlgorithm() == PublicKeyAlgorithmTags.X25519
                    && subkey.getPublicKeyPacket().getKey() instanceof X25519PublicBCPGKey key
                    && isUsable(key.getKey());
        }
    },
    WORLD(4) {
        @Override
        boolean signs(PGPPublicKey primary) {
            return primary.getAlgorithm() == PublicKeyAlgorithmTags.EDDSA_LEGACY
                    && primary.getPublicKeyPacket().getKey() instanceof EdDSAPublicBCPGKey key
                    && key.getCurveOID().equals(GNUObjectIdentifiers.Ed25519);
        }

        @Override
        boolean encrypts(PGPPublicKey subkey) {
            return subkey.getAlgorithm() == PublicKeyAlgorithmTags.ECDH
                    && subkey.getPublicKeyPacket().getKey() instanceof ECDHPublicBCPGKey key
                    && key.getCurveOID().equals(CryptlibObjectIdentifiers.curvey25519)
                    && key.getHashAlgorithm() == HashAlgorithmTags.SHA256
                    && key.getSymmetricKeyAlgorithm() == SymmetricKeyAlgorithmTags.AES_128;
        }
    };

    private final int version;

    CertificateProfile(int version) {
        this.version = version;
    }

    int version() {
        return version;
    }

    abstract boolean signs(PGPPublicKey primary);

    abstract boolean encrypts(PGPPublicKey subkey);

    /// A point of small order would give everyone the same secret (RFC 7748 §6.1): such a key is refused
    /// when it is offered, so that mail to it never has to fail later.
    private static boolean isUsable(byte[] point) {
        try {
            X25519.bouncyCastle().agree(new byte[X25519.SIZE_BYTES], point);
            return true;
        } catch (SealingFailed.WorthlessKey worthless) {
            return false;
        }
    }
}
