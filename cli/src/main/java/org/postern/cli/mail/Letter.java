package org.postern.cli.mail;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.postern.seal.Certificate;
import org.postern.unseal.PgpMime;
import org.postern.unseal.SignatureVerdict;
import org.postern.wire.Octets;
import org.postern.wire.mime.Person;
import org.postern.wire.mime.Protection;
import org.postern.wire.mime.SummaryReader;

/// A message as a person should see it, what its sender put around it taken off.
///
/// @param message header and body; as it came where nothing could be taken off
record Letter(Octets message, Trust trust) {
    /// How far what is shown may be trusted.
    sealed interface Trust {
        /// Readable to every server on its way.
        record Transport() implements Trust {}

        /// Encrypted, and not to these keys, or changed.
        record Closed() implements Trust {}

        /// Nobody on the way could read it.
        record EndToEnd(Signature signature) implements Trust {}

        /// Readable on its way, and signed.
        record Signed(Signature signature) implements Trust {}
    }

    /// Who signed.
    sealed interface Signature {
        /// The shown sender, with a key that the site's key list and what was seen before agree on.
        record Verified(String signer) implements Signature {}

        /// By no key that is known to be the shown sender's.
        record Unverified() implements Signature {}

        /// Nobody.
        record None() implements Signature {}
    }

    /// @param signers the certificate of a sender, verified
    static Letter open(Octets message, PgpMime pgpMime, Function<String, Optional<Certificate>> signers) {
        var outside = SummaryReader.read(message, Optional.empty(), List.of());
        var candidates = outside.protection() == Protection.NONE
                ? List.<Certificate>of()
                : sender(message).flatMap(signers).stream().toList();
        return switch (pgpMime.open(message, candidates)) {
            case PgpMime.Opened.NotProtected none -> new Letter(message, new Trust.Transport());
            case PgpMime.Opened.Closed closed -> new Letter(message, new Trust.Closed());
            case PgpMime.Opened.Read read -> {
                var shown = PgpMime.shown(message, read);
                var signature = signature(read.signature(), sender(shown));
                yield new Letter(
                        shown,
                        outside.protection() == Protection.PGP_ENCRYPTED
                                ? new Trust.EndToEnd(signature)
                                : new Trust.Signed(signature));
            }
        };
    }

    /// A good signature by somebody else than the shown sender proves nothing about what is shown.
    private static Signature signature(SignatureVerdict verdict, Optional<String> shown) {
        return switch (verdict) {
            case SignatureVerdict.SignedBy(var certificate) -> {
                var signer = certificate.address().toString();
                yield shown.equals(Optional.of(signer)) ? new Signature.Verified(signer) : new Signature.Unverified();
            }
            case SignatureVerdict.Unverified unknown -> new Signature.Unverified();
            case SignatureVerdict.Unsigned nobody -> new Signature.None();
        };
    }

    private static Optional<String> sender(Octets message) {
        return SummaryReader.read(message, Optional.empty(), List.of()).people().from().stream()
                .findFirst()
                .map(Person::email)
                .map(email -> email.toLowerCase(Locale.ROOT));
    }
}
