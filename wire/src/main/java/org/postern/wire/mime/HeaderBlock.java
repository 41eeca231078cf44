package org.postern.wire.mime;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.wire.Octets;

/// The header of a message (RFC 5322 §2.2), read as far as it can be. Never fails: lines that are no
/// fields are passed over (THREAT T-15: size and number of fields are bounded).
public final class HeaderBlock {
    private static final int LARGEST = 256 * 1024;
    private static final int MOST_FIELDS = 2000;

    private final List<HeaderField> fields;

    private HeaderBlock(List<HeaderField> fields) {
        this.fields = fields;
    }

    public static HeaderBlock read(Octets message) {
        return read(message.head(LARGEST));
    }

    static HeaderBlock read(byte[] octets) {
        var fields = new ArrayList<HeaderField>();
        int at = 0;
        while (at < octets.length && fields.size() < MOST_FIELDS) {
            int end = endOfField(octets, at);
            if (isBlank(octets, at, end)) {
                break;
            }
            field(octets, at, end).ifPresent(fields::add);
            at = end;
        }
        return new HeaderBlock(List.copyOf(fields));
    }

    public List<HeaderField> fields() {
        return fields;
    }

    /// The value of the first field of that name.
    public Optional<String> first(String name) {
        return fields.stream()
                .filter(field -> field.is(name))
                .map(HeaderField::value)
                .findFirst();
    }

    /// The values of all fields of that name, in order.
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.is(name))
                .map(HeaderField::value)
                .toList();
    }

    public int count(String name) {
        return (int) fields.stream().filter(field -> field.is(name)).count();
    }

    /// The message with fields before its own. Nothing of it is copied.
    ///
    /// @param lines whole field lines, each ended by CRLF
    public static Octets prepend(String lines, Octets message) {
        return Octets.join(Octets.utf8(lines), message);
    }

    /// Index behind the field that begins here: its line and the folded ones after it.
    private static int endOfField(byte[] octets, int from) {
        int at = endOfLine(octets, from);
        if (isBlank(octets, from, at)) {
            return at;
        }
        while (at < octets.length && (octets[at] == ' ' || octets[at] == '\t')) {
            int end = endOfLine(octets, at);
            if (isBlank(octets, at, end)) {
                return at;
            }
            at = end;
        }
        return at;
    }

    private static int endOfLine(byte[] octets, int from) {
        int at = from;
        while (at < octets.length && octets[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, octets.length);
    }

    private static boolean isBlank(byte[] octets, int from, int to) {
        for (int at = from; at < to; at++) {
            if (octets[at] != '\r' && octets[at] != '\n' && octets[at] != ' ' && octets[at] != '\t') {
                return false;
            }
        }
        return true;
    }

    private static Optional<HeaderField> field(byte[] octets, int from, int to) {
        int colon = from;
        while (colon < to && octets[colon] > ' ' && octets[colon] != ':') {
            colon++;
        }
        int nameEnd = colon;
        while (colon < to && (octets[colon] == ' ' || octets[colon] == '\t')) {
            colon++; // RFC 5322 §4.5: obsolete blanks before the colon
        }
        if (nameEnd == from || colon == to || octets[colon] != ':') {
            return Optional.empty();
        }
        var name = RawText.unlabelled(Arrays.copyOfRange(octets, from, nameEnd));
        return Optional.of(new HeaderField(name, unfolded(octets, colon + 1, to)));
    }

    private static String unfolded(byte[] octets, int from, int to) {
        var value = new ByteArrayOutputStream(to - from);
        for (int at = from; at < to; at++) {
            byte octet = octets[at];
            if (octet != '\r' && octet != '\n') {
                value.write(octet == '\t' || octet == 0 ? ' ' : octet);
            }
        }
        return RawText.unlabelled(value.toByteArray()).strip();
    }
}
