package org.postern.server.notary;

/// How a zone of the DNS is signed.
public enum ZoneAlgorithm {
    /// RFC 6605: P-256 with SHA-256, which every validator knows.
    ECDSA_P256(13, "EC", "SHA256withECDSA"),
    /// RFC 8080: Ed25519.
    ED25519(15, "Ed25519", "Ed25519");

    private final int number;
    private final String keyName;
    private final String signatureName;

    ZoneAlgorithm(int number, String keyName, String signatureName) {
        this.number = number;
        this.keyName = keyName;
        this.signatureName = signatureName;
    }

    /// As IANA has it.
    public int number() {
        return number;
    }

    String keyName() {
        return keyName;
    }

    String signatureName() {
        return signatureName;
    }
}
