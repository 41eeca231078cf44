package org.postern.server.jmap.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.server.jmap.blob.BlobId;
import org.postern.server.jmap.blob.Uploads;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.SetError;
import org.postern.server.jmap.core.SetRefused;
import org.postern.wire.Octets;
import tools.jackson.databind.node.LongNode;

/// The body of a message that a client describes (RFC 8621 §4.6): a tree of parts, or text, HTML and
/// attachments.
sealed interface DraftBody {
    /// @param fields the part's own header fields, ending with a line end
    record Leaf(String fields, Octets content) implements DraftBody {}

    /// @param type without parameters, for instance `multipart/mixed`
    record Branch(String type, List<DraftBody> parts) implements DraftBody {}

    /// @throws SetRefused when the parts do not make a body, or `tooLarge`
    static DraftBody read(Exchange exchange, Uploads uploads, Members email, long maxBytes) {
        return new Reader(exchange, uploads, email, maxBytes).read();
    }

    /// Writes the fields that say what the body is, the empty line, and the body.
    default void write(Octets.Builder out, String boundary) {
        switch (this) {
            case Leaf leaf -> {
                out.add((leaf.fields + "\r\n").getBytes(StandardCharsets.UTF_8));
                leaf.content.chunks().forEach(out::add);
            }
            case Branch branch -> {
                add(out, "Content-Type: " + branch.type + "; boundary=\"" + boundary + "\"\r\n");
                for (int i = 0; i < branch.parts.size(); i++) {
                    add(out, "\r\n--" + boundary + "\r\n");
                    branch.parts.get(i).write(out, boundary + "." + i);
                }
                add(out, "\r\n--" + boundary + "--\r\n");
            }
        }
    }

    private static void add(Octets.Builder out, String text) {
        out.add(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// Reads one description.
    final class Reader {
        private static final Pattern TYPE = Pattern.compile("[a-z0-9!#$&^_.+-]{1,64}/[a-z0-9!#$&^_.+-]{1,64}");
        private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._@+-]{1,200}");
        private static final int LINE_OCTETS = 998;

        private final Exchange exchange;
        private final Uploads uploads;
        private final Members email;
        private final Members values;
        private final long maxBytes;
        private long bytes;

        Reader(Exchange exchange, Uploads uploads, Members email, long maxBytes) {
            this.exchange = exchange;
            this.uploads = uploads;
            this.email = email;
            this.maxBytes = maxBytes;
            this.values =
                    email.object("bodyValues").orElseGet(() -> new Members(org.postern.server.jmap.core.Json.object()));
        }

        DraftBody read() {
            var structure = email.object("bodyStructure");
            var text = one("textBody", "text/plain");
            var html = one("htmlBody", "text/html");
            var attachments = email.objects("attachments").orElse(List.of());
            if (structure.isPresent()) {
                if (text.isPresent() || html.isPresent() || !attachments.isEmpty()) {
                    throw refused("cannot stand beside bodyStructure", "textBody");
                }
                return part(structure.get(), "text/plain", "bodyStructure");
            }
            var shown = new ArrayList<DraftBody>();
            text.ifPresent(part -> shown.add(part(part, "text/plain", "textBody")));
            html.ifPresent(part -> shown.add(part(part, "text/html", "htmlBody")));
            if (shown.isEmpty()) {
                shown.add(text("", "text/plain", ""));
            }
            var body = shown.size() == 1 ? shown.getFirst() : new Branch("multipart/alternative", shown);
            if (attachments.isEmpty()) {
                return body;
            }
            var all = new ArrayList<DraftBody>(List.of(body));
            attachments.forEach(part -> all.add(part(part, "application/octet-stream", "attachments")));
            return new Branch("multipart/mixed", all);
        }

        private Optional<Members> one(String property, String type) {
            var list = email.objects(property).orElse(List.of());
            if (list.size() > 1
                    || list.stream()
                            .anyMatch(part -> !part.text("type").orElse(type).equals(type))) {
                throw refused("must be one part of type " + type, property);
            }
            return list.stream().findFirst();
        }

        private DraftBody part(Members part, String usualType, String property) {
            var type = part.text("type").orElse(usualType).toLowerCase(Locale.ROOT);
            if (!TYPE.matcher(type).matches()) {
                throw refused("not a media type", property);
            }
            var children = part.objects("subParts");
            if (type.startsWith("multipart/")) {
                var parts = children.orElse(List.of()).stream()
                        .map(child -> part(child, "text/plain", property))
                        .toList();
                if (parts.isEmpty() || part.has("partId") || part.has("blobId")) {
                    throw refused("a multipart has parts and nothing else", property);
                }
                part.refuseOthers();
                return new Branch(type, parts);
            }
            return leaf(part, type, property);
        }

        private DraftBody leaf(Members part, String type, String property) {
            var partId = part.text("partId");
            var blobId = part.text("blobId");
            var more = fields(part, property);
            part.text("charset");
            part.unsigned("size");
            part.texts("language");
            part.text("location");
            part.refuseOthers();
            if (partId.isPresent() == blobId.isPresent()) {
                throw refused("a part has either a partId or a blobId", property);
            }
            if (blobId.isPresent()) {
                return new Leaf(
                        "Content-Type: " + type + "\r\n" + more + "Content-Transfer-Encoding: base64\r\n",
                        base64(upload(blobId.get())));
            }
            var value = values.object(partId.get()).orElseThrow(() -> refused("no such value", "bodyValues"));
            if (!type.startsWith("text/")
                    || value.flag("isTruncated", false)
                    || value.flag("isEncodingProblem", false)) {
                throw refused("not a whole text", "bodyValues");
            }
            return text(value.textOrRefuse("value"), type, more);
        }

        private static String fields(Members part, String property) {
            var fields = new StringBuilder();
            var disposition = part.text("disposition").map(word -> word.toLowerCase(Locale.ROOT));
            var name = part.text("name");
            if (disposition.isPresent() && !TOKEN.matcher(disposition.get()).matches()) {
                throw refused("not a disposition", property);
            }
            if (disposition.isPresent() || name.isPresent()) {
                fields.append("Content-Disposition: ").append(disposition.orElse("attachment"));
                name.ifPresent(text -> fields.append(";\r\n filename*=utf-8''").append(percent(text)));
                fields.append("\r\n");
            }
            part.text("cid").ifPresent(cid -> {
                if (!TOKEN.matcher(cid).matches()) {
                    throw refused("not a content id", property);
                }
                fields.append("Content-ID: <").append(cid).append(">\r\n");
            });
            return fields.toString();
        }

        private Octets upload(String text) {
            return BlobId.read(text, exchange.account().id())
                    .filter(BlobId.Upload.class::isInstance)
                    .map(BlobId.Upload.class::cast)
                    .flatMap(uploads::find)
                    .orElseThrow(() -> new SetRefused(NewEmails.blobNotFound(text)))
                    .octets();
        }

        private Leaf text(String value, String type, String more) {
            var lines = value.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
            byte[] octets = lines.getBytes(StandardCharsets.UTF_8);
            boolean plain = lines.chars().allMatch(c -> c < 0x7f && (c >= ' ' || c == '\t' || c == '\r' || c == '\n'))
                    && lines.lines().allMatch(line -> line.length() <= LINE_OCTETS);
            var fields = "Content-Type: " + type + "; charset=utf-8\r\n" + more + "Content-Transfer-Encoding: ";
            return plain
                    ? new Leaf(fields + "7bit\r\n", Octets.of(octets))
                    : new Leaf(fields + "base64\r\n", base64(Octets.of(octets)));
        }

        /// THREAT T-04: a small request can name one large upload many times.
        private Octets base64(Octets content) {
            bytes += content.size() / 3 * 4;
            if (bytes > maxBytes) {
                throw new SetRefused(new SetError("tooLarge", "", Map.of("maxSize", LongNode.valueOf(maxBytes))));
            }
            return Octets.of(Base64.getMimeEncoder().encode(content.toByteArray()));
        }

        /// RFC 8187
        private static String percent(String text) {
            var written = new StringBuilder();
            for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
                int c = octet & 0xff;
                if ((c >= '0' && c <= '9')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= 'a' && c <= 'z')
                        || c == '.'
                        || c == '-') {
                    written.append((char) c);
                } else {
                    written.append('%').append("%02X".formatted(c));
                }
            }
            return written.toString();
        }

        private static SetRefused refused(String why, String property) {
            return new SetRefused(SetError.invalidProperties(why, property));
        }
    }
}
