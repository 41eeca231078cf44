package org.postern.wire.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.postern.wire.Octets;

/// Walks the parts of a message (RFC 2046): which are its text, which are attached. A message inside a
/// message is an attachment and is not walked. Whatever goes wrong ends the walk with what was found.
final class OutlineReader {
    private static final int DEEPEST = 20;
    private static final int MOST_PARTS = 1000;
    private static final int PREVIEW = 200;
    private static final int TEXT_READ = 32 * 1024;
    private static final MimeConfig LIMITS = new MimeConfig.Builder()
            .setStrictParsing(false)
            .setMaxLineLen(256 * 1024)
            .setMaxHeaderCount(2000)
            .setMaxHeaderLen(256 * 1024)
            .setMaxContentLen(-1) // the message's own size is the limit, set at the door
            .build();

    private final Protection protection;
    private final List<Attachment> attachments = new ArrayList<>();
    private String plain = "";
    private String html = "";
    private int depth;
    private int parts;
    private Parameters disposition = Parameters.read("");
    private Parameters type = Parameters.read("");

    /// @param preview first words of the text, one line
    record Outline(String preview, List<Attachment> attachments) {}

    private OutlineReader(Protection protection) {
        this.protection = protection;
    }

    static Outline read(Octets message, Protection protection) {
        var reader = new OutlineReader(protection);
        try {
            reader.walk(message.stream());
        } catch (MimeException | IOException | RuntimeException broken) {
            // The library gave up on a broken message; what it showed before counts.
        }
        return reader.outline();
    }

    private Outline outline() {
        if (protection == Protection.PGP_ENCRYPTED) {
            return new Outline("", List.of()); // its parts are the envelope, not the content
        }
        var words = plain.isBlank() ? HtmlText.words(html) : plain;
        if (words.stripLeading().startsWith("-----BEGIN PGP MESSAGE-----")) {
            words = "";
        }
        return new Outline(RawText.oneLine(words, PREVIEW), List.copyOf(attachments));
    }

    private void walk(InputStream message) throws MimeException, IOException {
        var tokens = new MimeTokenStream(LIMITS);
        tokens.setRecursionMode(RecursionMode.M_NO_RECURSE);
        tokens.parse(message);
        for (var state = tokens.getState(); state != EntityState.T_END_OF_STREAM; state = tokens.next()) {
            switch (state) {
                case T_START_HEADER -> {
                    disposition = Parameters.read("");
                    type = Parameters.read("");
                }
                case T_FIELD -> field(tokens);
                case T_START_MULTIPART -> depth++;
                case T_END_MULTIPART -> depth--;
                case T_BODY -> body(tokens);
                default -> {
                    // Preambles, epilogues and ends say nothing that a summary shows.
                }
            }
            if (depth > DEEPEST || parts > MOST_PARTS) {
                return;
            }
        }
    }

    private void field(MimeTokenStream tokens) {
        var name = tokens.getField().getName().toLowerCase(Locale.ROOT);
        if (name.equals("content-disposition") || name.equals("content-type")) {
            var raw = tokens.getField().getRaw();
            var read = raw == null
                    ? tokens.getField().getBody()
                    : HeaderBlock.read(raw.toByteArray()).first(name).orElse("");
            if (name.equals("content-type")) {
                type = Parameters.read(read);
            } else {
                disposition = Parameters.read(read);
            }
        }
    }

    private void body(MimeTokenStream tokens) throws IOException {
        parts++;
        var descriptor = tokens.getBodyDescriptor();
        var mediaType = descriptor.getMimeType().toLowerCase(Locale.ROOT);
        var name = disposition.get("filename").or(() -> type.get("name")).orElse("");
        boolean attached = disposition.value().equals("attachment") || !name.isEmpty();
        if (!attached && mediaType.equals("text/plain")) {
            plain = plain.isBlank() ? text(tokens) : plain;
        } else if (!attached && mediaType.equals("text/html")) {
            html = html.isBlank() ? text(tokens) : html;
        } else if (!isSignature(mediaType)) {
            attachments.add(
                    new Attachment(RawText.oneLine(name, PREVIEW), RawText.oneLine(mediaType, 100), size(tokens)));
        }
    }

    private boolean isSignature(String mediaType) {
        return (protection == Protection.PGP_SIGNED && mediaType.equals("application/pgp-signature"))
                || (protection == Protection.SMIME && mediaType.endsWith("pkcs7-signature"));
    }

    private String text(MimeTokenStream tokens) throws IOException {
        var octets = tokens.getDecodedInputStream().readNBytes(TEXT_READ);
        return RawText.labelled(octets, type.get("charset").orElse(""));
    }

    private static long size(MimeTokenStream tokens) throws IOException {
        var content = tokens.getDecodedInputStream();
        var buffer = new byte[8192];
        long size = 0;
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            size += read;
        }
        return size;
    }
}
