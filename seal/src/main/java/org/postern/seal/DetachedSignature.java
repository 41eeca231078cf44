package org.postern.seal;

import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.postern.wire.Octets;

/// Detached signatures over documents (RFC 9580 §10.4).
public final class DetachedSignature {
    private DetachedSignature() {}

    /// Whether one of the binary signature packets is by the primary key of `signer` over `document`.
    /// Everything else, broken input too, is false.
    public static boolean verify(Certificate signer, Octets document, byte[] signatures) {
        try {
            var first = new PGPObjectFactory(signatures, new BcKeyFingerprintCalculator()).nextObject();
            return first instanceof PGPSignatureList list && anyVerifies(signer, document, list);
        } catch (Exception malformed) {
            // Bouncy Castle's parser answers broken input with exceptions of many kinds.
            return false;
        }
    }

    private static boolean anyVerifies(Certificate signer, Octets document, PGPSignatureList signatures)
            throws Exception {
        for (var signature : signatures) {
            if (isOver(signature, document, signer)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOver(PGPSignature signature, Octets document, Certificate signer) throws Exception {
        int type = signature.getSignatureType();
        if (type != PGPSignature.BINARY_DOCUMENT && type != PGPSignature.CANONICAL_TEXT_DOCUMENT) {
            return false;
        }
        if (!SignaturePolicy.begin(signature, signer.primary())) {
            return false;
        }
        document.chunks().forEach(signature::update);
        return signature.verify();
    }
}
