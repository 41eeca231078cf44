package org.postern.wire.mime;

import java.util.Locale;

/// How what arrived was protected, by its outer Content-Type.
public enum Protection {
    NONE("none"),
    /// RFC 3156 §4
    PGP_ENCRYPTED("pgp-encrypted"),
    /// RFC 3156 §5
    PGP_SIGNED("pgp-signed"),
    /// RFC 8551
    SMIME("smime");

    private final String word;

    Protection(String word) {
        this.word = word;
    }

    /// As docs/format/stored-message.md writes it.
    public String word() {
        return word;
    }

    static Protection of(Parameters contentType) {
        var type = contentType.value();
        var protocol = contentType.get("protocol").orElse("");
        if (type.equals("multipart/encrypted") && protocol.equalsIgnoreCase("application/pgp-encrypted")) {
            return PGP_ENCRYPTED;
        }
        if (type.equals("application/pkcs7-mime") || type.equals("application/x-pkcs7-mime")) {
            return SMIME;
        }
        if (type.equals("multipart/signed")) {
            return protocol.toLowerCase(Locale.ROOT).contains("pkcs7") ? SMIME : PGP_SIGNED;
        }
        return NONE;
    }
}
