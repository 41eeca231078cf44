package org.postern.cli.mail;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.postern.wire.Octets;

/// The text of a message: its first `text/plain` part, decoded; for mail with HTML alone, a word that
/// says so.
final class TextBody {
    private static final int LONGEST = 1 << 20;

    private TextBody() {}

    static String of(Octets message) {
        var tokens = new MimeTokenStream(MimeConfig.PERMISSIVE);
        try {
            tokens.parse(message.stream());
            for (var state = tokens.getState(); state != EntityState.T_END_OF_STREAM; state = tokens.next()) {
                if (state == EntityState.T_BODY
                        && tokens.getBodyDescriptor().getMimeType().equals("text/plain")) {
                    return decoded(tokens);
                }
            }
        } catch (IOException | MimeException broken) {
            return "(the message is broken: see it with --raw)";
        }
        return "(there is no plain text: see it with --raw)";
    }

    private static String decoded(MimeTokenStream tokens) throws IOException {
        var charset = charset(tokens.getBodyDescriptor().getCharset());
        try (var body = tokens.getDecodedInputStream()) {
            return printable(new String(body.readNBytes(LONGEST), charset));
        }
    }

    /// Control characters could command the terminal.
    static String printable(String text) {
        return text.replaceAll("[\\p{Cc}&&[^\\r\\n\\t]]", "�");
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
