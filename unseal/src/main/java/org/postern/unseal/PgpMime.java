package org.postern.unseal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.postern.seal.Armor;
import org.postern.seal.Certificate;
import org.postern.seal.DetachedSignature;
import org.postern.seal.Sealer;
import org.postern.wire.Octets;

/// Mail between people, end to end: PGP/MIME (RFC 3156) with its header inside (RFC 9788).
public final class PgpMime {
    private final SecretKeys keys;
    private final Sealer sealer;

    public PgpMime(SecretKeys keys, Sealer sealer) {
        this.keys = keys;
        this.sealer = sealer;
    }

    /// What opening gave.
    public sealed interface Opened {
        /// It could be read.
        ///
        /// @param entity the part inside, header and body; with protected fields when it has them
        record Read(Octets entity, SignatureVerdict signature) implements Opened {}

        /// It is encrypted, and not to these keys, or it was changed on its way.
        record Closed() implements Opened {}

        /// It is no PGP/MIME message.
        record NotProtected() implements Opened {}
    }

    /// Signs a message with the version 6 key and encrypts it, its header too, to certificates of version
    /// 6 (RFC 3156 §6.2, RFC 9788 §5.2 with a subject of `...` outside). `Bcc` is taken out.
    ///
    /// @param message with CRLF line ends
    /// @param recipients each made by [Certificate#forStorage]
    public Octets protect(Octets message, List<Certificate> recipients, Instant now) {
        var given = MailFields.read(message);
        var named = given.fields().stream()
                .filter(field -> !MailFields.isStructural(field)
                        && !MailFields.name(field).equals("bcc"))
                .toList();
        var outer = named.stream().flatMap(PgpMime::outside).toList();
        var packets = keys.signedMessageV6(ProtectedHeader.entity(given, named, outer), now);
        return MailText.multipart(
                outer,
                "multipart/encrypted; protocol=\"application/pgp-encrypted\"",
                MailText.lines("Content-Type: application/pgp-encrypted", "", "Version: 1"),
                Octets.join(
                        MailText.lines(
                                "Content-Type: application/octet-stream; name=\"encrypted.asc\"",
                                "Content-Disposition: inline; filename=\"encrypted.asc\"",
                                ""),
                        Armor.MESSAGE.write(sealer.encrypt(recipients, packets))));
    }

    /// Opens `multipart/encrypted` and `multipart/signed` messages, whichever program made them.
    ///
    /// @param candidates certificates of who may have signed, verified elsewhere to be the sender's
    public Opened open(Octets message, List<Certificate> candidates) {
        var mail = MailFields.read(message);
        return switch (mail.mediaType()) {
            case "multipart/encrypted" -> openEncrypted(mail.parts(), candidates);
            case "multipart/signed" -> openSigned(mail.parts(), candidates);
            default -> new Opened.NotProtected();
        };
    }

    /// An opened message as a person should see it: the header fields that were protected in place of those
    /// outside, over the body from inside (RFC 9788 §4).
    ///
    /// @param message as it was given to [#open]
    public static Octets shown(Octets message, Opened.Read opened) {
        return ProtectedHeader.shown(message, opened.entity());
    }

    private Opened openEncrypted(List<Octets> parts, List<Certificate> candidates) {
        if (parts.size() != 2 || !MailFields.read(parts.getFirst()).mediaType().equals("application/pgp-encrypted")) {
            return new Opened.Closed();
        }
        var content = Armor.MESSAGE
                .read(MailFields.read(parts.getLast()).body())
                .flatMap(new Decryptor(keys)::decrypt)
                .flatMap(decrypted -> PgpContent.read(decrypted.packets()));
        if (content.isEmpty()) {
            return new Opened.Closed();
        }
        var signed = content.get().verdict(candidates);
        var inside = MailFields.read(content.get().content());
        if (signed instanceof SignatureVerdict.Unsigned && inside.mediaType().equals("multipart/signed")) {
            return openSigned(inside.parts(), candidates); // RFC 3156 §6.1: signed first, encrypted whole
        }
        return new Opened.Read(content.get().content(), signed);
    }

    private static Opened openSigned(List<Octets> parts, List<Certificate> candidates) {
        if (parts.size() != 2 || !MailFields.read(parts.getLast()).mediaType().equals("application/pgp-signature")) {
            return new Opened.NotProtected();
        }
        var signature = Armor.SIGNATURE.read(MailFields.read(parts.getLast()).body());
        var document = parts.getFirst();
        for (var candidate : candidates) {
            if (signature.isPresent()
                    && DetachedSignature.verify(
                            candidate, document, signature.get().toByteArray())) {
                return new Opened.Read(document, new SignatureVerdict.SignedBy(candidate));
            }
        }
        return new Opened.Read(document, new SignatureVerdict.Unverified());
    }

    /// The header confidentiality policy: who and when stay outside, for mail to be delivered and sorted
    /// by stock programs; what it is about does not (RFC 9788 §3.2.1).
    private static Stream<String> outside(String field) {
        return switch (MailFields.name(field)) {
            case "subject" -> Stream.of("Subject: ...");
            case "comments", "keywords" -> Stream.empty();
            default -> Stream.of(field);
        };
    }

    /// Text of the mail format.
    private static final class MailText {
        /// Cannot stand in armour, which has no underscore.
        private static final String BOUNDARY = "=_postern_sealed";

        static Octets multipart(List<String> fields, String type, Octets first, Octets second) {
            var header = new ArrayList<>(fields);
            header.add("MIME-Version: 1.0");
            header.add("Content-Type: " + type + ";");
            header.add(" boundary=\"" + BOUNDARY + "\"");
            header.add("");
            header.add("--" + BOUNDARY);
            return Octets.join(
                    lines(header.toArray(String[]::new)),
                    first,
                    lines("", "--" + BOUNDARY),
                    second,
                    lines("", "--" + BOUNDARY + "--"));
        }

        static Octets lines(String... lines) {
            return Octets.of((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
