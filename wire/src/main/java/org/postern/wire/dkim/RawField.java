package org.postern.wire.dkim;

import java.nio.charset.StandardCharsets;

/// One header field exactly as it lies in the message, folds included, without the final CRLF.
/// Octets are held as ISO 8859-1, so that none is changed by being read (RFC 5322 §2.2).
///
/// @param text `Name: value`
public record RawField(String text) {
    /// Up to the colon, trailing white space cut (RFC 5322 §4.5 allows it before the colon).
    public String name() {
        int colon = text.indexOf(':');
        return (colon < 0 ? text : text.substring(0, colon)).stripTrailing();
    }

    /// After the colon, folds and outer white space still in it.
    public String value() {
        return text.substring(text.indexOf(':') + 1);
    }

    public boolean isNamed(String name) {
        return name().equalsIgnoreCase(name);
    }

    byte[] octets() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
