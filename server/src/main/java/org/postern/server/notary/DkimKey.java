package org.postern.server.notary;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;
import java.util.Arrays;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.dkim.Algorithm;
import org.postern.wire.dkim.DkimKeyRecord;

/// One key of a domain. Only this room sees it.
///
/// @param selector the label before `_domainkey`
record DkimKey(Domain domain, String selector, Algorithm algorithm, PrivateKey secret, PublicKey open) {
    private static final int ED25519_KEY = 32;

    /// What the DNS must say for signatures by this key to verify (RFC 6376 §3.6.1).
    DkimKeyRecord record() {
        return new DkimKeyRecord(algorithm, Octets.of(published()), false);
    }

    /// RFC 6376 §3.6.1 publishes RSA as SubjectPublicKeyInfo, RFC 8463 §4 Ed25519 as its 32 octets,
    /// which are the last of its SubjectPublicKeyInfo.
    private byte[] published() {
        var encoded = open.getEncoded();
        return open instanceof EdECPublicKey
                ? Arrays.copyOfRange(encoded, encoded.length - ED25519_KEY, encoded.length)
                : encoded;
    }

    @Override
    public String toString() {
        return "DkimKey[" + selector + "]"; // never the key
    }
}
