package org.postern.wire.dkim;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.postern.wire.Octets;
import org.postern.wire.Sha256;
import org.postern.wire.address.Domain;

/// What a DKIM-Signature field says (RFC 6376 §3.5).
///
/// @param signature the `b=` tag
/// @param bodyHash the `bh=` tag
/// @param signedFields the `h=` tag in its order
/// @param length the `l=` tag
/// @param identity the `i=` tag, `@domain` without it
/// @param madeAt the `t=` tag, seconds since 1970
/// @param expiresAt the `x=` tag, seconds since 1970
public record DkimSignature(
        Algorithm algorithm,
        Octets signature,
        Octets bodyHash,
        Canonicalization headerForm,
        Canonicalization bodyForm,
        Domain domain,
        String selector,
        List<String> signedFields,
        OptionalLong length,
        String identity,
        OptionalLong madeAt,
        OptionalLong expiresAt) {
    private static final String NAME = "DKIM-Signature";

    /// Empty where a tag that must be there is missing, or a value breaks RFC 6376 §3.5 and §6.1.1.
    public static Optional<DkimSignature> parse(RawField field) {
        if (!field.isNamed(NAME)) {
            return Optional.empty();
        }
        return TagList.parse(field.value().replaceAll("\r\n[ \t]", " "))
                .filter(tags -> tags.value("v").equals(Optional.of("1")))
                .flatMap(DkimSignature::read);
    }

    /// The octets under the signature: the signed fields, then the signature's own field with `b=`
    /// empty and no CRLF (RFC 6376 §3.7).
    ///
    /// @param own as it stands in the message, or as it will stand there with `b=` still empty
    byte[] signedOctets(List<RawField> header, RawField own) {
        var others = header.stream().filter(field -> !field.equals(own)).toList();
        var text = new StringBuilder();
        for (var field : SignedFields.select(others, signedFields)) {
            text.append(headerForm.field(field)).append("\r\n");
        }
        return text.append(headerForm.field(withoutSignature(own))).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// What the algorithm is given: RFC 8463 §3 signs the SHA-256 of the octets with Ed25519, RSA
    /// signs the octets themselves and hashes them inside.
    public byte[] signatureInput(List<RawField> header, RawField own) {
        var octets = signedOctets(header, own);
        return switch (algorithm) {
            case ED25519 -> Sha256.of(octets);
            case RSA -> octets;
        };
    }

    /// The field with `b=` empty, folded, ready to be signed; a signature made over it is put in by
    /// [#signed].
    public RawField unsigned() {
        var text = new StringBuilder(NAME + ": v=1; a=" + algorithm.signatureWord() + "; c=" + headerForm.word() + "/"
                + bodyForm.word() + ";\r\n d=" + domain + "; s=" + selector + ";");
        madeAt.ifPresent(seconds -> text.append(" t=").append(seconds).append(';'));
        expiresAt.ifPresent(seconds -> text.append(" x=").append(seconds).append(';'));
        text.append("\r\n h=").append(foldedNames()).append(";\r\n bh=");
        text.append(Base64.getEncoder().encodeToString(bodyHash.toByteArray())).append(";\r\n b=");
        return new RawField(text.toString());
    }

    /// The finished field; base64 is folded so that no line passes 78 characters.
    public static RawField signed(RawField unsigned, byte[] signature) {
        var folded = Base64.getMimeEncoder(72, "\r\n ".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(signature);
        return new RawField(unsigned.text() + folded);
    }

    private String foldedNames() {
        var text = new StringBuilder();
        int line = 3;
        for (var name : signedFields) {
            if (!text.isEmpty()) {
                text.append(':');
                line++;
            }
            if (line + name.length() > 74) {
                text.append("\r\n  ");
                line = 2;
            }
            text.append(name);
            line += name.length();
        }
        return text.toString();
    }

    /// RFC 6376 §3.5: removes what stands after `b=`, and nothing else.
    private static RawField withoutSignature(RawField own) {
        var text = own.text();
        int at = text.indexOf(':') + 1;
        while (at < text.length()) {
            int end = text.indexOf(';', at);
            end = end < 0 ? text.length() : end;
            int equals = text.indexOf('=', at);
            if (equals >= 0
                    && equals < end
                    && text.substring(at, equals).strip().equals("b")) {
                return new RawField(text.substring(0, equals + 1) + text.substring(end));
            }
            at = end + 1;
        }
        return own;
    }

    private static Optional<DkimSignature> read(TagList tags) {
        var algorithm = tags.value("a").flatMap(Algorithm::bySignatureWord);
        var signature = tags.packed("b").flatMap(DkimSignature::base64);
        var bodyHash = tags.packed("bh").flatMap(DkimSignature::base64);
        var domain = tags.packed("d").flatMap(Domain::parse);
        var selector = tags.packed("s").flatMap(Domain::parse);
        var names = tags.packed("h")
                .map(list -> List.of(list.toLowerCase(Locale.ROOT).split(":")));
        var forms = tags.value("c").orElse("simple/simple").split("/", 2);
        var headerForm = Canonicalization.parse(forms[0].strip());
        var bodyForm = Canonicalization.parse(forms.length == 2 ? forms[1].strip() : "simple");
        boolean whole = Stream.of(algorithm, signature, bodyHash, domain, selector, names, headerForm, bodyForm)
                .allMatch(Optional::isPresent);
        if (!whole || !names.orElseThrow().contains("from")) {
            return Optional.empty();
        }
        var identity = tags.packed("i").orElse("@" + domain.orElseThrow());
        if (!isWithin(identity, domain.orElseThrow())) {
            return Optional.empty();
        }
        return Optional.of(new DkimSignature(
                algorithm.orElseThrow(),
                signature.orElseThrow(),
                bodyHash.orElseThrow(),
                headerForm.orElseThrow(),
                bodyForm.orElseThrow(),
                domain.orElseThrow(),
                selector.orElseThrow().name(),
                names.orElseThrow(),
                number(tags, "l"),
                identity,
                number(tags, "t"),
                number(tags, "x")));
    }

    /// RFC 6376 §6.1.1: the domain of `i=` is that of `d=` or below it.
    private static boolean isWithin(String identity, Domain domain) {
        return Domain.parse(identity.substring(identity.lastIndexOf('@') + 1))
                .filter(of -> of.equals(domain) || of.name().endsWith("." + domain.name()))
                .isPresent();
    }

    private static OptionalLong number(TagList tags, String tag) {
        return tags.packed(tag)
                .filter(digits -> digits.matches("[0-9]{1,18}"))
                .map(digits -> OptionalLong.of(Long.parseLong(digits)))
                .orElse(OptionalLong.empty());
    }

    private static Optional<Octets> base64(String text) {
        try {
            return Optional.of(Octets.of(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
