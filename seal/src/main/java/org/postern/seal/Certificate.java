package org.postern.seal;

import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.bcpg.X25519PublicBCPGKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.postern.wire.address.MailAddress;

/// An account's certificate (RFC 9580 §10.1.1) in one of the two profiles of docs/format/account.md,
/// parsed and verified. There is no other way to have one.
public final class Certificate {
    private final byte[] encoded;
    private final PGPPublicKey primary;
    private final PGPPublicKey subkey;
    private final MailAddress address;

    Certificate(byte[] encoded, PGPPublicKey primary, PGPPublicKey subkey, MailAddress address) {
        this.encoded = encoded;
        this.primary = primary;
        this.subkey = subkey;
        this.address = address;
    }

    /// Reads a version 6 certificate: Ed25519 primary, one X25519 subkey to encrypt to, one user id
    /// `<address>`, all bound by verified signatures, never revoked, without an end of validity (mail
    /// would begin to be refused on that day).
    ///
    /// @param transferable binary transferable public key
    public static CertificateRead forStorage(byte[] transferable) {
        return CertificateReader.read(transferable, CertificateProfile.STORAGE);
    }

    /// Reads a version 4 certificate in the encoding that GnuPG 2.2 reads: EdDSA-legacy primary, one ECDH
    /// subkey on Curve25519Legacy with SHA-256 and AES-128; otherwise as [#forStorage].
    public static CertificateRead forWorld(byte[] transferable) {
        return CertificateReader.read(transferable, CertificateProfile.WORLD);
    }

    /// Where mail is sealed to.
    ///
    /// @throws IllegalStateException for a certificate of version 4
    public StorageKey storageKey() {
        if (!(subkey.getPublicKeyPacket().getKey() instanceof X25519PublicBCPGKey point)) {
            throw new IllegalStateException("mail is sealed to version 6 certificates only");
        }
        return new StorageKey(point.getKey(), subkey.getFingerprint());
    }

    /// The primary key's fingerprint: 32 octets for version 6, 20 for version 4.
    public byte[] fingerprint() {
        return primary.getFingerprint();
    }

    /// The fingerprint in upper-case hexadecimal, as in the key list.
    public String fingerprintText() {
        return HexFormat.of().formatHex(fingerprint()).toUpperCase(Locale.ROOT);
    }

    /// The encryption subkey's fingerprint: 32 octets for version 6, 20 for version 4.
    public byte[] encryptionFingerprint() {
        return subkey.getFingerprint();
    }

    /// 4 or 6.
    public int version() {
        return primary.getVersion();
    }

    public MailAddress address() {
        return address;
    }

    /// The octets that were read, not a copy.
    public byte[] encoded() {
        return encoded;
    }

    PGPPublicKey primary() {
        return primary;
    }

    @Override
    public String toString() {
        return "Certificate[v" + version() + " " + fingerprintText() + "]"; // not the address: this may reach a log
    }
}
