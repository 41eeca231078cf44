package org.postern.wire.dkim;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.postern.wire.Octets;

/// The TXT record at `selector._domainkey.domain` (RFC 6376 §3.6.1, RFC 8463 §4).
///
/// @param key for RSA a SubjectPublicKeyInfo, for Ed25519 the 32 octets; empty for a revoked key
public record DkimKeyRecord(Algorithm algorithm, Octets key, boolean testing) {
    private static final int TEXT_STRING = 255;

    /// Empty where the text is no key record, or one for another use than mail or another hash.
    public static Optional<DkimKeyRecord> parse(String text) {
        return TagList.parse(text)
                .filter(tags -> tags.value("v").orElse("DKIM1").equals("DKIM1"))
                .filter(tags -> lists(tags, "s", "email"))
                .filter(tags -> lists(tags, "h", "sha256"))
                .flatMap(DkimKeyRecord::read);
    }

    public String text() {
        return "v=DKIM1; k=" + algorithm.keyWord() + (testing ? "; t=y" : "") + "; p="
                + Base64.getEncoder().encodeToString(key.toByteArray());
    }

    /// The text in pieces of at most 255 octets, as a TXT record holds it (RFC 6376 §3.6.2.2).
    public List<String> strings() {
        var text = text();
        var strings = new ArrayList<String>();
        for (int at = 0; at < text.length(); at += TEXT_STRING) {
            strings.add(text.substring(at, Math.min(text.length(), at + TEXT_STRING)));
        }
        return List.copyOf(strings);
    }

    private static boolean lists(TagList tags, String tag, String word) {
        var list = tags.packed(tag).orElse("*");
        return list.equals("*")
                || List.of(list.split(":")).contains(word)
                || List.of(list.split(":")).contains("*");
    }

    private static Optional<DkimKeyRecord> read(TagList tags) {
        var algorithm = Algorithm.byKeyWord(tags.value("k").orElse("rsa"));
        var key = tags.packed("p");
        if (algorithm.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        boolean testing = tags.packed("t")
                .map(flags -> List.of(flags.split(":")).contains("y"))
                .orElse(false);
        try {
            var octets = Octets.of(Base64.getDecoder().decode(key.get()));
            return Optional.of(new DkimKeyRecord(algorithm.get(), octets, testing));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
