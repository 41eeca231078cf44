package org.postern.unseal;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.bcpg.AEADAlgorithmTags;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.Features;
import org.bouncycastle.bcpg.sig.PreferredAEADCiphersuites;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.X25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.X25519KeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKdfParameters;
import org.bouncycastle.openpgp.PGPKeyFlags;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;
import org.postern.wire.address.MailAddress;

/// Makes an account's two keys in the profiles of docs/format/account.md, Certificates.
final class KeyMaker {
    private static final int CERTIFY_AND_SIGN = PGPKeyFlags.CAN_CERTIFY | PGPKeyFlags.CAN_SIGN;
    private static final int ENCRYPT = PGPKeyFlags.CAN_ENCRYPT_COMMS | PGPKeyFlags.CAN_ENCRYPT_STORAGE;

    private final String userId;
    private final Date made;
    private final SecureRandom random;

    KeyMaker(MailAddress address, Instant made, SecureRandom random) {
        this.userId = "<" + address + ">";
        this.made = Date.from(made);
        this.random = random;
    }

    /// Ed25519 and X25519, version 6 (RFC 9580 §5.5.5.9, §5.5.5.7).
    PGPSecretKeyRing v6() throws PGPException {
        var primary = new BcPGPKeyPair(PublicKeyPacket.VERSION_6, PublicKeyAlgorithmTags.Ed25519, ed25519(), made);
        var subkey = new BcPGPKeyPair(PublicKeyPacket.VERSION_6, PublicKeyAlgorithmTags.X25519, x25519(), made);
        return certify(primary, subkey);
    }

    /// EdDSA and ECDH in the legacy encoding of Curve25519, version 4 (RFC 9580 §5.5.5.5, §5.5.5.6).
    PGPSecretKeyRing v4() throws PGPException {
        var kdf = new PGPKdfParameters(HashAlgorithmTags.SHA256, SymmetricKeyAlgorithmTags.AES_128);
        var primary = new BcPGPKeyPair(PublicKeyPacket.VERSION_4, PublicKeyAlgorithmTags.EDDSA_LEGACY, ed25519(), made);
        var subkey = new BcPGPKeyPair(PublicKeyPacket.VERSION_4, PublicKeyAlgorithmTags.ECDH, kdf, x25519(), made);
        return certify(primary, subkey);
    }

    private PGPSecretKeyRing certify(PGPKeyPair primary, PGPKeyPair bareSubkey) throws PGPException {
        var subkey = bareSubkey.asSubkey(new BcKeyFingerprintCalculator());
        PGPPublicKey named = primary.getPublicKey();
        if (named.getVersion() == PublicKeyPacket.VERSION_6) {
            var direct = signer(primary, PGPSignature.DIRECT_KEY, described(primary));
            named = PGPPublicKey.addCertification(named, direct.generateCertification(named));
        }
        var naming = signer(primary, PGPSignature.POSITIVE_CERTIFICATION, described(primary));
        named = PGPPublicKey.addCertification(named, userId, naming.generateCertification(userId, named));

        var bound = subpackets(primary);
        bound.setKeyFlags(true, ENCRYPT);
        var binding = signer(primary, PGPSignature.SUBKEY_BINDING, bound);
        var boundKey = PGPPublicKey.addCertification(
                subkey.getPublicKey(), binding.generateCertification(named, subkey.getPublicKey()));
        return new PGPSecretKeyRing(List.of(
                new PGPSecretKey(primary.getPrivateKey(), named, checksum(), true, null),
                new PGPSecretKey(subkey.getPrivateKey(), boundKey, checksum(), false, null)));
    }

    private PGPSignatureSubpacketGenerator described(PGPKeyPair primary) {
        boolean v6 = primary.getPublicKey().getVersion() == PublicKeyPacket.VERSION_6;
        var about = subpackets(primary);
        about.setKeyFlags(true, CERTIFY_AND_SIGN);
        about.setPreferredSymmetricAlgorithms(
                false, new int[] {SymmetricKeyAlgorithmTags.AES_256, SymmetricKeyAlgorithmTags.AES_128});
        about.setPreferredHashAlgorithms(false, new int[] {HashAlgorithmTags.SHA512, HashAlgorithmTags.SHA256});
        about.setPreferredCompressionAlgorithms(false, new int[] {0});
        if (v6) {
            about.setPreferredAEADCiphersuites(PreferredAEADCiphersuites.builder(false)
                    .addCombination(SymmetricKeyAlgorithmTags.AES_256, AEADAlgorithmTags.GCM));
        }
        about.setFeature(
                false, (byte) (Features.FEATURE_MODIFICATION_DETECTION | (v6 ? Features.FEATURE_SEIPD_V2 : 0)));
        return about;
    }

    private PGPSignatureSubpacketGenerator subpackets(PGPKeyPair primary) {
        var subpackets = new PGPSignatureSubpacketGenerator();
        subpackets.setSignatureCreationTime(true, made);
        subpackets.setIssuerFingerprint(false, primary.getPublicKey());
        return subpackets;
    }

    private static PGPSignatureGenerator signer(PGPKeyPair primary, int type, PGPSignatureSubpacketGenerator hashed)
            throws PGPException {
        var builder = new BcPGPContentSignerBuilder(primary.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA512);
        var generator = new PGPSignatureGenerator(builder, primary.getPublicKey());
        generator.init(type, primary.getPrivateKey());
        generator.setHashedSubpackets(hashed.generate());
        return generator;
    }

    private AsymmetricCipherKeyPair ed25519() {
        var generator = new Ed25519KeyPairGenerator();
        generator.init(new Ed25519KeyGenerationParameters(random));
        return generator.generateKeyPair();
    }

    private AsymmetricCipherKeyPair x25519() {
        var generator = new X25519KeyPairGenerator();
        generator.init(new X25519KeyGenerationParameters(random));
        return generator.generateKeyPair();
    }

    private static PGPDigestCalculator checksum() throws PGPException {
        return new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1);
    }
}
