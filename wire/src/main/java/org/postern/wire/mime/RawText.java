package org.postern.wire.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;

/// Octets to text, whatever they claim to be. Never fails.
final class RawText {
    private static final Charset FALLBACK = Charset.forName("windows-1252");

    private RawText() {}

    /// LENIENT: UTF-8 when it is that (RFC 6532), else what most of the old mail without a label is.
    static String unlabelled(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(octets, FALLBACK);
        }
    }

    /// LENIENT: an unknown label counts as none, and so does ASCII, which is where labels lie most.
    static String labelled(byte[] octets, String label) {
        var charset = charset(label);
        if (charset.equals(StandardCharsets.US_ASCII) || charset.equals(StandardCharsets.UTF_8)) {
            return unlabelled(octets);
        }
        return new String(octets, charset);
    }

    private static Charset charset(String label) {
        var name = label.strip();
        try {
            // ISO-8859-1 is read as its superset, as every mail program does.
            var charset = name.isEmpty() ? StandardCharsets.US_ASCII : Charset.forName(name);
            return charset.equals(StandardCharsets.ISO_8859_1) ? FALLBACK : charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.US_ASCII;
        }
    }

    /// One line without control characters, white space folded, cut at a number of characters.
    static String oneLine(String text, int longest) {
        var line = new StringBuilder(Math.min(text.length(), longest));
        boolean space = false;
        for (int i = 0; i < text.length() && line.length() < longest; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                space = !line.isEmpty();
            } else if (!Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE) {
                if (space) {
                    line.append(' ');
                    space = false;
                }
                line.appendCodePoint(c);
            }
        }
        return line.toString();
    }
}
