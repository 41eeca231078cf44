package org.postern.seal;

/// What reading a certificate gave.
public sealed interface CertificateRead {
    /// It is of the profile asked for and every signature on it was verified.
    record Accepted(Certificate certificate) implements CertificateRead {}

    /// It is not to be used.
    ///
    /// @param reason for a log or for the owner's own client, never about secrets
    record Refused(String reason) implements CertificateRead {}
}
