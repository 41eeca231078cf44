package org.postern.wire.smtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Puts a server's reply together, line by line (RFC 5321 §4.2.1). One reader reads one reply after the
/// other. What a server sends is bounded and made printable: it ends in reports that people read.
public final class ReplyReader {
    /// Lines of a reply beyond this end the conversation.
    public static final int MOST_LINES = 128;

    /// LENIENT: RFC 5321 §4.5.3.1.5 has 512 octets; some greetings and policy texts are longer.
    public static final int LONGEST_LINE = 2048;

    private final List<String> lines = new ArrayList<>();
    private int code;

    /// How far the reply is.
    public sealed interface Progress {
        /// Another line belongs to it.
        record More() implements Progress {}

        record Done(Reply reply) implements Progress {}

        /// Not SMTP; nothing that follows can be trusted.
        record Broken(String why) implements Progress {}
    }

    /// Takes one line in `[from, to)`, without its CRLF.
    public Progress line(byte[] octets, int from, int to) {
        int length = to - from;
        if (length > LONGEST_LINE || lines.size() >= MOST_LINES) {
            return new Progress.Broken("reply is too long");
        }
        int read = code(octets, from, to);
        if (read < 200 || read > 599 || (!lines.isEmpty() && read != code)) {
            return new Progress.Broken("reply has no proper code");
        }
        char mark = length == 3 ? ' ' : (char) octets[from + 3];
        if (mark != ' ' && mark != '-') {
            return new Progress.Broken("reply code is followed by neither space nor hyphen");
        }
        code = read;
        lines.add(length > 4 ? printable(octets, from + 4, to) : "");
        return mark == '-' ? new Progress.More() : new Progress.Done(finish());
    }

    private Reply finish() {
        var enhanced = enhanced(lines.getFirst());
        var texts = lines.stream().map(line -> withoutEnhanced(line, enhanced)).toList();
        var reply = new Reply(code, enhanced, texts);
        lines.clear();
        return reply;
    }

    private static String withoutEnhanced(String line, Optional<String> enhanced) {
        if (enhanced.isEmpty()) {
            return line;
        }
        int end = enhanced.get().length();
        boolean whole = line.length() == end || (line.length() > end && line.charAt(end) == ' ');
        return line.startsWith(enhanced.get()) && whole ? line.substring(end).strip() : line;
    }

    /// RFC 3463 §2: the class must be that of the code (RFC 2034 §4), else it is text.
    private Optional<String> enhanced(String line) {
        int end = line.indexOf(' ') < 0 ? line.length() : line.indexOf(' ');
        var word = line.substring(0, end);
        var parts = word.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(Integer.toString(code / 100))) {
            return Optional.empty();
        }
        boolean numbers =
                parts[1].length() <= 3 && parts[2].length() <= 3 && Digits.only(parts[1]) && Digits.only(parts[2]);
        return numbers ? Optional.of(word) : Optional.empty();
    }

    private static int code(byte[] octets, int from, int to) {
        if (to - from < 3) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + 3; i++) {
            if (octets[i] < '0' || octets[i] > '9') {
                return -1;
            }
            value = value * 10 + octets[i] - '0';
        }
        return value;
    }

    private static String printable(byte[] octets, int from, int to) {
        var text = new String(octets, from, to - from, StandardCharsets.UTF_8);
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        var clean = new StringBuilder(text.length());
        text.chars().forEach(c -> clean.append(Character.isISOControl(c) ? '?' : (char) c));
        return clean.toString();
    }
}
