package org.postern.unseal;

import org.postern.seal.Certificate;

/// What is known about who signed a message.
public sealed interface SignatureVerdict {
    /// Nobody signed.
    record Unsigned() implements SignatureVerdict {}

    /// Signed by the holder of this certificate, over exactly what is shown.
    record SignedBy(Certificate certificate) implements SignatureVerdict {}

    /// There is a signature, but by none of the certificates at hand, or it does not fit what is shown.
    /// Which of the two cannot be told apart by someone who does not have the signer's certificate.
    record Unverified() implements SignatureVerdict {}
}
