package org.postern.server.jmap.blob;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.postern.seal.Armor;
import org.postern.server.mailstore.Email;
import org.postern.server.mailstore.EmailId;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;

/// A stored message as the PGP/MIME message (RFC 3156 §4) that a client gets who knows nothing of our
/// format (docs/format/stored-message.md). Its outer header tells nothing but the time of arrival.
///
/// INVARIANT: [#size] is the number of octets that [#write] writes; it follows from the size of the
/// sealed body alone, so that filters and sorts by size agree with it.
///
/// @param domain of the account's address
public record Wrapping(Domain domain) {
    /// Every key packet that we keep has this size: header, PKESK version 6 for X25519.
    public static final int KEY_BYTES = 111;

    /// The content of part 1.
    public static final Octets VERSION = Octets.ascii("Version: 1\r\n");

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss '+0000'", Locale.ROOT);
    private static final int ID_CHARACTERS = 20;
    private static final String NOTE = "This is an OpenPGP/MIME encrypted message (RFC 3156).";
    private static final String BOUNDARY = "=_postern-sealed_=";

    /// A header field of the wrapping.
    ///
    /// @param value with the space after the colon, without the line end
    public record HeaderField(String name, String value) {}

    /// The outer header, in order.
    public List<HeaderField> header(EmailId id, Instant receivedAt) {
        return List.of(
                new HeaderField("Date", " " + DATE.format(receivedAt.atZone(ZoneOffset.UTC))),
                new HeaderField("From", " " + sender()),
                new HeaderField("Subject", " ..."),
                new HeaderField("Message-ID", " <" + messageId(id) + ">"),
                new HeaderField("MIME-Version", " 1.0"),
                new HeaderField(
                        "Content-Type",
                        " multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=\"" + BOUNDARY + "\""));
    }

    /// @param part 1 or 2
    public static List<HeaderField> partHeader(int part) {
        return part == 1
                ? List.of(new HeaderField("Content-Type", " application/pgp-encrypted"))
                : List.of(
                        new HeaderField("Content-Type", " application/octet-stream; name=\"encrypted.asc\""),
                        new HeaderField("Content-Disposition", " inline; filename=\"encrypted.asc\""));
    }

    public String sender() {
        return "sealed@" + domain;
    }

    public String messageId(EmailId id) {
        return id + "@" + domain;
    }

    /// Octets of the whole message.
    public long size(Email email) {
        return sizeFor(email.size());
    }

    /// Octets of the whole message around a sealed body of so many octets.
    public long sizeFor(long bodyBytes) {
        return frameSize() + Armor.MESSAGE.size(KEY_BYTES + bodyBytes);
    }

    /// Octets of part 2.
    public static long armouredSize(Email email) {
        return Armor.MESSAGE.size(KEY_BYTES + email.size());
    }

    /// The smallest sealed body whose wrapping has at least `wantedBytes` octets; 0 when all have.
    public long smallestBodyFor(long wantedBytes) {
        long low = 0;
        long high = wantedBytes;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (sizeFor(middle) >= wantedBytes) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// @param sealed `key || body`
    public void write(Email email, Octets sealed, OutputStream out) throws IOException {
        out.write(start(email.id(), email.receivedAt()).getBytes(StandardCharsets.US_ASCII));
        Armor.MESSAGE.writeTo(sealed, out);
        out.write(end().getBytes(StandardCharsets.US_ASCII));
    }

    /// Writes part 2 alone.
    static void writeArmoured(Octets sealed, OutputStream out) throws IOException {
        Armor.MESSAGE.writeTo(sealed, out);
    }

    private long frameSize() {
        return start(new EmailId(0), Instant.EPOCH).length() + (long) end().length();
    }

    /// The note before the first part is filled up, so that its length does not depend on that of the id.
    private String start(EmailId id, Instant receivedAt) {
        var text = new StringBuilder();
        append(text, header(id, receivedAt));
        text.append(NOTE).repeat(' ', ID_CHARACTERS - id.toString().length()).append("\r\n--");
        text.append(BOUNDARY).append("\r\n");
        append(text, partHeader(1));
        text.append(new String(VERSION.toByteArray(), StandardCharsets.US_ASCII))
                .append("\r\n--")
                .append(BOUNDARY)
                .append("\r\n");
        append(text, partHeader(2));
        return text.toString();
    }

    private static String end() {
        return "\r\n--" + BOUNDARY + "--\r\n";
    }

    private static void append(StringBuilder text, List<HeaderField> fields) {
        fields.forEach(field ->
                text.append(field.name()).append(':').append(field.value()).append("\r\n"));
        text.append("\r\n");
    }
}
