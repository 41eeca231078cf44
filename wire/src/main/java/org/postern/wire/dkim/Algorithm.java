package org.postern.wire.dkim;

import java.util.Optional;

/// The signing algorithms in use. `rsa-sha1` is not among them (RFC 8301 §3.1).
public enum Algorithm {
    /// RFC 8463
    ED25519("ed25519-sha256", "ed25519"),
    /// RFC 6376 §3.3.2
    RSA("rsa-sha256", "rsa");

    private final String signatureWord;
    private final String keyWord;

    Algorithm(String signatureWord, String keyWord) {
        this.signatureWord = signatureWord;
        this.keyWord = keyWord;
    }

    /// As in `a=` of a signature.
    public String signatureWord() {
        return signatureWord;
    }

    /// As in `k=` of a key record.
    public String keyWord() {
        return keyWord;
    }

    static Optional<Algorithm> bySignatureWord(String word) {
        for (var algorithm : values()) {
            if (algorithm.signatureWord.equalsIgnoreCase(word)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    static Optional<Algorithm> byKeyWord(String word) {
        for (var algorithm : values()) {
            if (algorithm.keyWord.equalsIgnoreCase(word)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
