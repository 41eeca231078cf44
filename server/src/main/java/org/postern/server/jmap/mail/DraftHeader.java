package org.postern.server.jmap.mail;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.SetError;
import org.postern.server.jmap.core.SetRefused;
import org.postern.wire.address.MailAddress;

/// The header of a message that a client describes. THREAT T-15: no value brings a line end of its own.
final class DraftHeader {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss '+0000'", Locale.ROOT);
    private static final int ENCODED_OCTETS = 45;
    /// RFC 5322 §2.1.1
    private static final int LINE_CHARACTERS = 76;
    private static final Pattern PLAIN_WORDS = Pattern.compile("[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]*");
    private static final Pattern MESSAGE_ID = Pattern.compile("[^<>\\s@]+@[^<>\\s@]+");
    private static final Set<String> NOT_FOR_CLIENTS =
            Set.of("content-type", "content-transfer-encoding", "content-disposition", "mime-version");
    private static final Map<String, String> ADDRESS_FIELDS = Map.of(
            "from", "From",
            "sender", "Sender",
            "replyTo", "Reply-To",
            "to", "To",
            "cc", "Cc",
            "bcc", "Bcc");
    private static final Map<String, String> ID_FIELDS =
            Map.of("messageId", "Message-ID", "inReplyTo", "In-Reply-To", "references", "References");

    private final StringBuilder text = new StringBuilder();
    private final Set<String> names = new HashSet<>();

    boolean has(String name) {
        return names.contains(name.toLowerCase(Locale.ROOT));
    }

    byte[] octets() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// A value that is known to need no encoding.
    void raw(String name, String value) {
        if (!names.add(name.toLowerCase(Locale.ROOT))) {
            throw refused("a header field is given twice", name);
        }
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw refused("a header field has a control character", name);
        }
        text.append(name).append(':');
        int column = name.length() + 1;
        for (var word : value.split(" ", -1)) {
            if (column > name.length() + 1 && column + 1 + word.length() > LINE_CHARACTERS && !word.isEmpty()) {
                text.append("\r\n");
                column = 0;
            }
            text.append(' ').append(word);
            column += 1 + word.length();
        }
        text.append("\r\n");
    }

    void date(Instant moment) {
        raw("Date", DATE.format(moment.atZone(ZoneOffset.UTC)));
    }

    /// Unstructured text, in encoded words where it is not ASCII (RFC 2047).
    void text(String property, String name, String value) {
        raw(name, encoded(property, value));
    }

    void addresses(Members members) {
        ADDRESS_FIELDS.forEach((property, name) -> members.objects(property).ifPresent(list -> {
            if (!list.isEmpty()) {
                raw(name, addressList(property, list));
            }
        }));
    }

    void ids(Members members) {
        ID_FIELDS.forEach((property, name) -> members.texts(property).ifPresent(list -> {
            if (!list.isEmpty()) {
                raw(name, idList(property, list));
            }
        }));
    }

    /// Properties of the form `header:…` (RFC 8621 §4.1.3).
    void others(Members members) {
        for (var property : members.node().propertyNames()) {
            if (!HeaderProperty.isOne(property)) {
                continue;
            }
            var asked = HeaderProperty.read(property);
            if (asked.all() || NOT_FOR_CLIENTS.contains(asked.name().toLowerCase(Locale.ROOT))) {
                throw refused("cannot be set", property);
            }
            switch (asked.form()) {
                case RAW ->
                    raw(
                            asked.name(),
                            ascii(property, members.textOrRefuse(property).strip()));
                case TEXT -> text(property, asked.name(), members.textOrRefuse(property));
                case ADDRESSES ->
                    raw(
                            asked.name(),
                            addressList(property, members.objects(property).orElse(List.of())));
                case MESSAGE_IDS ->
                    raw(asked.name(), idList(property, members.texts(property).orElse(List.of())));
                case DATE ->
                    raw(
                            asked.name(),
                            DATE.format(members.moment(property)
                                    .orElseThrow(() -> refused("must be a date", property))
                                    .atZone(ZoneOffset.UTC)));
                case URLS, GROUPED_ADDRESSES -> throw refused("cannot be set in this form", property);
            }
        }
    }

    private static String addressList(String property, List<Members> list) {
        var written = new ArrayList<String>();
        for (var one : list) {
            var address = MailAddress.parse(one.textOrRefuse("email"))
                    .orElseThrow(() -> refused("not a mail address", property));
            var name = one.text("name").orElse("");
            written.add(name.isBlank() ? address.toString() : phrase(property, name) + " <" + address + ">");
        }
        return String.join(", ", written);
    }

    private static String idList(String property, List<String> ids) {
        for (var id : ids) {
            if (!MESSAGE_ID.matcher(id).matches()) {
                throw refused("not a message id", property);
            }
        }
        return "<" + String.join("> <", ids) + ">";
    }

    private static String ascii(String property, String value) {
        if (value.chars().anyMatch(c -> c >= 0x7f)) {
            throw refused("a raw header field must be ASCII", property);
        }
        return value;
    }

    private static String phrase(String property, String name) {
        if (PLAIN_WORDS.matcher(name).matches()) {
            return name.strip();
        }
        boolean ascii = name.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        return ascii ? "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"" : encoded(property, name);
    }

    /// Whole characters in each word, as RFC 2047 §5 asks.
    private static String encoded(String property, String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw refused("has a control character", property);
        }
        if (value.chars().allMatch(c -> c >= ' ' && c < 0x7f) && !value.contains("=?")) {
            return value;
        }
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        int octets = 0;
        for (int c : value.codePoints().toArray()) {
            int width = Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (octets + width > ENCODED_OCTETS) {
                words.add(encodedWord(word.toString()));
                word.setLength(0);
                octets = 0;
            }
            word.appendCodePoint(c);
            octets += width;
        }
        words.add(encodedWord(word.toString()));
        return String.join(" ", words);
    }

    private static String encodedWord(String text) {
        return "=?utf-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private static SetRefused refused(String why, String property) {
        return new SetRefused(SetError.invalidProperties(why, property));
    }
}
