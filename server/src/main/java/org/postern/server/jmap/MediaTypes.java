package org.postern.server.jmap;

import java.util.regex.Pattern;

/// Media types as clients write them (RFC 9110 §8.3.1).
final class MediaTypes {
    static final String OCTETS = "application/octet-stream";

    private static final int MAX_CHARACTERS = 255;
    private static final Pattern WELL_FORMED = Pattern.compile(
            "[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+( *; *[A-Za-z0-9_.-]+=(\"[ !#-\\[\\]-~]*\"|[^\\s\";,]+))*");

    private MediaTypes() {}

    /// Safe to be sent back in a header.
    static boolean wellFormed(String text) {
        return text.length() <= MAX_CHARACTERS
                && text.chars().allMatch(c -> c >= ' ' && c < 0x7f)
                && WELL_FORMED.matcher(text).matches();
    }
}
