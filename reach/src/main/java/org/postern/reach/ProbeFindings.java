package org.postern.reach;

import java.util.Optional;

/// What one round of `postern probe` found about one address of ours. Empty is success.
///
/// @param resolver by the system's resolver; also set to DNS_BOGON_ERROR when it names a foreign address
/// @param doh the same question by DNS over HTTPS (RFC 8484)
/// @param port25 connecting to port 25; likewise 465 and 443
/// @param smtp from banner to the answer to EHLO
/// @param starttlsOffered the EHLO answer named STARTTLS
/// @param tls a handshake with our name, after STARTTLS
/// @param neutralTls the same with a neutral name
/// @param stoppedAtOctets where the byte ladder stopped; empty when it came to its end
/// @param sibling connecting to port 25 of an address of ours in another network: the control
public record ProbeFindings(
        Optional<Failure> resolver,
        Optional<Failure> doh,
        Optional<Failure> port25,
        Optional<Failure> port465,
        Optional<Failure> port443,
        Optional<Failure> smtp,
        boolean starttlsOffered,
        Optional<Failure> tls,
        Optional<Failure> neutralTls,
        Optional<Long> stoppedAtOctets,
        Optional<Failure> sibling) {
    private static final Optional<Failure> NOT_TRIED = Optional.of(Failure.UNKNOWN_FAILURE);

    /// What was found of our names alone, with no address tried.
    public static ProbeFindings ofNames(Optional<Failure> resolver, Optional<Failure> doh) {
        return new ProbeFindings(
                resolver,
                doh,
                NOT_TRIED,
                NOT_TRIED,
                NOT_TRIED,
                NOT_TRIED,
                false,
                NOT_TRIED,
                NOT_TRIED,
                Optional.empty(),
                NOT_TRIED);
    }

    /// Whether no address was tried.
    public boolean isOfNamesAlone() {
        return equals(ofNames(resolver, doh));
    }
}
