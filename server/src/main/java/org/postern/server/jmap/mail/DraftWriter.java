package org.postern.server.jmap.mail;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import org.postern.server.jmap.blob.Uploads;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Members;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;

/// Makes an RFC 5322 message of the object that a stock client gives to `Email/set` (RFC 8621 §4.6).
/// What it makes exists in memory only, and is sealed at once (THREAT T-01).
///
/// @param maxBytes of a message; what is larger is refused before it is made (THREAT T-04)
record DraftWriter(Uploads uploads, Clock clock, long maxBytes) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /// Where it goes and how it is marked.
    ///
    /// @throws SetRefused `invalidProperties`
    ReadableMail.Place place(Exchange exchange, Members members) {
        return new ReadableMail.Place(
                EmailImport.mailboxes(exchange, members.set("mailboxIds").orElse(Set.of())),
                Keywords.normal(members.set("keywords").orElse(Set.of())),
                members.moment("receivedAt").orElseGet(clock::instant));
    }

    /// @throws SetRefused when the object does not describe a message
    Octets write(Exchange exchange, Members members) {
        var header = new DraftHeader();
        Instant sentAt = members.moment("sentAt").orElseGet(clock::instant);
        header.date(sentAt);
        header.addresses(members);
        header.ids(members);
        members.text("subject").ifPresent(subject -> header.text("subject", "Subject", subject));
        header.others(members);
        if (!header.has("Message-ID")) {
            header.raw(
                    "Message-ID",
                    "<" + random() + "@" + exchange.account().address().domain() + ">");
        }
        header.raw("MIME-Version", "1.0");

        var body = DraftBody.read(exchange, uploads, members, maxBytes);
        var message = new Octets.Builder();
        message.add(header.octets());
        body.write(message, random());
        return message.build();
    }

    private static String random() {
        var octets = new byte[16];
        RANDOM.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }
}
