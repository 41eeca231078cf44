package org.postern.seal;

import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/// What every signature must fulfil before its mathematics is looked at.
final class SignaturePolicy {
    private static final Set<Integer> HASHES = Set.of(
            HashAlgorithmTags.SHA256,
            HashAlgorithmTags.SHA384,
            HashAlgorithmTags.SHA512,
            HashAlgorithmTags.SHA3_256,
            HashAlgorithmTags.SHA3_512);

    /// A critical subpacket that is not understood makes the signature void (RFC 9580 §5.2.3.7).
    private static final Set<Integer> UNDERSTOOD = Set.of(
            SignatureSubpacketTags.CREATION_TIME,
            SignatureSubpacketTags.KEY_EXPIRE_TIME,
            SignatureSubpacketTags.EXPIRE_TIME,
            SignatureSubpacketTags.ISSUER_KEY_ID,
            SignatureSubpacketTags.ISSUER_FINGERPRINT,
            SignatureSubpacketTags.KEY_FLAGS,
            SignatureSubpacketTags.FEATURES,
            SignatureSubpacketTags.PRIMARY_USER_ID,
            SignatureSubpacketTags.SIGNER_USER_ID,
            SignatureSubpacketTags.INTENDED_RECIPIENT_FINGERPRINT,
            SignatureSubpacketTags.PREFERRED_SYM_ALGS,
            SignatureSubpacketTags.PREFERRED_HASH_ALGS,
            SignatureSubpacketTags.PREFERRED_COMP_ALGS,
            SignatureSubpacketTags.PREFERRED_AEAD_ALGORITHMS);

    private SignaturePolicy() {}

    /// Prepares a signature of `signer` over its own certificate: of the key's version, a good hash, with
    /// a creation time, never ending.
    static boolean beginOnItself(PGPSignature signature, PGPPublicKey signer) throws PGPException {
        var hashed = signature.getHashedSubPackets();
        return begin(signature, signer)
                && hashed.getKeyExpirationTime() == 0
                && hashed.getSignatureExpirationTime() == 0;
    }

    /// Prepares a signature of `signer` over anything.
    static boolean begin(PGPSignature signature, PGPPublicKey signer) throws PGPException {
        var hashed = signature.getHashedSubPackets();
        if (signature.getVersion() != signer.getVersion()
                || signature.getKeyAlgorithm() != signer.getAlgorithm()
                || !HASHES.contains(signature.getHashAlgorithm())
                || hashed == null
                || hashed.getSignatureCreationTime() == null) {
            return false;
        }
        for (int critical : hashed.getCriticalTags()) {
            if (!UNDERSTOOD.contains(critical)) {
                return false;
            }
        }
        signature.init(new BcPGPContentVerifierBuilderProvider(), signer);
        return true;
    }
}
