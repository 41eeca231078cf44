package org.postern.server.queue;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postern.server.accounts.Accounts;
import org.postern.server.notary.DkimSigner;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;
import org.postern.wire.dkim.RawField;
import org.postern.wire.dkim.RawMessage;
import org.postern.wire.smtp.DataEncoder;

/// Makes a submitted message ready to leave. Nothing is added that tells where or with what it was
/// written: no Received, no address of the client.
final class Outgoing {
    /// Bcc must not leave (RFC 5322 §3.6.3); the others tell the sender's program or network; a
    /// Return-Path is the last server's to write (RFC 5321 §4.4).
    private static final Set<String> LEFT_OUT = Set.of(
            "bcc",
            "resent-bcc",
            "return-path",
            "received",
            "user-agent",
            "x-mailer",
            "x-newsreader",
            "x-mimeole",
            "x-originating-ip",
            "x-originating-client",
            "x-sender-ip",
            "x-php-originating-script");

    static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final int MESSAGE_ID = 16;

    private final Accounts accounts;
    private final DkimSigner signer;
    private final Domain self;
    private final SecureRandom random;

    Outgoing(Accounts accounts, DkimSigner signer, Domain self, SecureRandom random) {
        this.accounts = accounts;
        this.signer = signer;
        this.self = self;
        this.random = random;
    }

    /// With CRLF line ends, without what must not leave, with Date and Message-ID (RFC 6409 §8), and
    /// signed where a recipient is elsewhere.
    Octets ready(Submission submission, Submission.Parcel parcel, Instant now) {
        var domain = submission.mailFrom().map(MailAddress::domain).orElse(self);
        var cut = RawMessage.split(DataEncoder.withCrlf(parcel.message()))
                .without(field -> LEFT_OUT.contains(field.name().toLowerCase(Locale.ROOT)));
        var added = new ArrayList<RawField>();
        if (!cut.has("Date")) {
            added.add(new RawField("Date: " + DATE.format(now)));
        }
        if (!cut.has("Message-ID")) {
            added.add(new RawField("Message-ID: <" + messageId(domain) + ">"));
        }
        var message = cut.under(added).octets();
        return signingDomain(submission, parcel)
                .map(by -> signer.sign(by, message))
                .orElse(message);
    }

    String messageId(Domain domain) {
        var octets = new byte[MESSAGE_ID];
        random.nextBytes(octets);
        return HexFormat.of().formatHex(octets) + "@" + domain;
    }

    private Optional<Domain> signingDomain(Submission submission, Submission.Parcel parcel) {
        boolean leaves = parcel.to().stream()
                .anyMatch(to -> !accounts.isLocal(to.address().domain()));
        return submission.mailFrom().map(MailAddress::domain).filter(domain -> leaves && accounts.isLocal(domain));
    }
}
