package org.postern.wire.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/// Reads one line, without its CRLF, as a command. Whoever cuts the lines out of the stream answers for
/// line ends and length; any CR, LF, NUL or other control character that is left here is refused
/// (THREAT T-03, RFC 5321 §2.3.8).
public final class CommandLine {
    private static final Set<String> NOT_SPOKEN =
            Set.of("AUTH", "ETRN", "TURN", "ATRN", "SEND", "SOML", "SAML", "XCLIENT", "XFORWARD", "BURL");

    private CommandLine() {}

    /// @param octets holds the line in `[from, to)`
    public static Command parse(byte[] octets, int from, int to) {
        boolean ascii = true;
        for (int i = from; i < to; i++) {
            byte octet = octets[i];
            if (octet < 0) {
                ascii = false;
            } else if (octet == 0x7f || (octet < ' ' && octet != '\t')) {
                return new Command.Malformed(Problem.CONTROL_CHARACTER);
            }
        }
        if (ascii) {
            return parse(new String(octets, from, to - from, StandardCharsets.ISO_8859_1));
        }
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, from, to - from));
            return parse(text.toString());
        } catch (CharacterCodingException notUtf8) {
            return new Command.Malformed(Problem.NOT_UTF8);
        }
    }

    private static Command parse(String line) {
        int verbEnd = 0;
        while (verbEnd < line.length() && !isBlank(line.charAt(verbEnd))) {
            verbEnd++;
        }
        var verb = line.substring(0, verbEnd).toUpperCase(Locale.ROOT);
        var rest = line.substring(verbEnd).strip(); // LENIENT: trailing blanks (RFC 5321 §4.1.1), from old scripts
        return switch (verb) {
            case "EHLO" -> greeting(rest, true);
            case "HELO" -> greeting(rest, false);
            case "MAIL" -> PathGrammar.mail(rest);
            case "RCPT" -> PathGrammar.recipient(rest);
            case "DATA" -> alone(rest, new Command.Text());
            case "BDAT" -> chunk(rest);
            case "RSET" -> alone(rest, new Command.Reset());
            case "VRFY" -> rest.isEmpty() ? malformed(Problem.ARGUMENT_MISSING) : new Command.Verify(rest);
            case "EXPN" -> rest.isEmpty() ? malformed(Problem.ARGUMENT_MISSING) : new Command.Expand(rest);
            case "HELP" -> new Command.Help();
            case "NOOP" -> new Command.Noop();
            case "QUIT" -> alone(rest, new Command.Quit());
            case "STARTTLS" -> alone(rest, new Command.StartTls());
            default -> other(verb);
        };
    }

    private static Command other(String verb) {
        if (NOT_SPOKEN.contains(verb)) {
            return new Command.NotSpoken(verb);
        }
        return new Command.Unknown(verb.length() > 16 ? verb.substring(0, 16) : verb);
    }

    private static Command greeting(String peer, boolean extended) {
        if (peer.isEmpty()) {
            return malformed(Problem.ARGUMENT_MISSING);
        }
        // LENIENT: any word of host-name and literal characters; many hosts do not know their name.
        if (peer.length() > 255 || !peer.chars().allMatch(CommandLine::isHostText)) {
            return malformed(Problem.BAD_GREETING);
        }
        return extended ? new Command.Ehlo(peer) : new Command.Helo(peer);
    }

    private static boolean isHostText(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || ".-_:[]".indexOf(c) >= 0
                || Character.isLetterOrDigit(c);
    }

    /// RFC 3030 §2: `"BDAT" SP chunk-size [ SP end-marker ]`, a chunk size of up to 20 digits.
    private static Command chunk(String rest) {
        int space = rest.indexOf(' ');
        var digits = space < 0 ? rest : rest.substring(0, space);
        var marker = space < 0 ? "" : rest.substring(space + 1).strip();
        boolean last = marker.equalsIgnoreCase("LAST");
        if (digits.isEmpty() || digits.length() > 18 || !Digits.only(digits) || (!marker.isEmpty() && !last)) {
            return malformed(Problem.BAD_CHUNK_SIZE);
        }
        return new Command.Chunk(Long.parseLong(digits), last);
    }

    private static Command alone(String rest, Command command) {
        return rest.isEmpty() ? command : malformed(Problem.NO_ARGUMENT_WANTED);
    }

    private static Command malformed(Problem problem) {
        return new Command.Malformed(problem);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
