package org.postern.wire.dns.authority;

import org.postern.wire.Octets;

/// A key of a zone, which signs and shows nothing but its public half.
public interface SigningKey {
    /// 13 is ECDSA P-256 with SHA-256 (RFC 6605 §4), 15 Ed25519 (RFC 8080 §4).
    int algorithm();

    /// In the form of that algorithm's DNSKEY.
    Octets publicKey();

    /// In the form of that algorithm's RRSIG.
    byte[] sign(byte[] octets);
}
