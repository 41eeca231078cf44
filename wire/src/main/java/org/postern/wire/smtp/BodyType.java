package org.postern.wire.smtp;

/// What a message's octets may be: the BODY parameter of MAIL.
public enum BodyType {
    /// RFC 6152 §2
    SEVEN_BIT("7BIT"),
    /// RFC 6152 §2
    EIGHT_BIT_MIME("8BITMIME"),
    /// RFC 3030 §3; with BDAT only.
    BINARY_MIME("BINARYMIME");

    private final String word;

    BodyType(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
