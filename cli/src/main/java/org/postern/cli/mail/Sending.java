package org.postern.cli.mail;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.postern.seal.Certificate;
import org.postern.seal.RandomSource;
import org.postern.seal.Sealer;
import org.postern.seal.ThreadHash;
import org.postern.unseal.PgpMime;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import org.postern.wire.mime.HeaderBlock;
import org.postern.wire.mime.MessageSummary;
import org.postern.wire.mime.Person;
import org.postern.wire.mime.SummaryReader;

/// Sends one message: sealed end to end to users of the site, readable to everybody else, and a sealed
/// copy in Sent (docs/format/jmap-sealed.md, Submission).
final class Sending {
    /// RFC 5322 §3.3: the zone is written in digits.
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ENGLISH);

    private final OpenAccount account;
    private final InstantSource clock;
    private final Jmap jmap;
    private final Sealer sealer = Sealer.standard();

    Sending(OpenAccount account, InstantSource clock) {
        this.account = account;
        this.clock = clock;
        this.jmap = new Jmap(account);
    }

    /// @param given RFC 5322, any line ends; a missing Date, From or Message-ID is added
    /// @return for each recipient how it goes out
    /// @throws ClientStopped when nothing was sent
    Map<MailAddress, String> send(Octets given) {
        return send(given, copy -> {});
    }

    /// @param tries is told the Sent copy before the message is handed over: if the answer is lost, it tells
    ///     whether the message left ([#isSubmitted])
    Map<MailAddress, String> send(Octets given, Consumer<String> tries) {
        var message = complete(given, account.address(), clock);
        var summary = SummaryReader.read(message, Optional.of(account.address()), List.of());
        var addressed = addressed(summary);
        var parcels = parcels(message, addressed, hidden(summary));
        var copy = keepSentCopy(message, summary);
        tries.accept(copy);
        try {
            submit(copy, parcels);
        } catch (NoRoute unknown) {
            throw unknown; // it may have arrived: the copy is what tells later
        } catch (ClientStopped refused) {
            withdraw(copy);
            throw refused;
        }
        var forms = new LinkedHashMap<MailAddress, String>();
        addressed.forEach((address, certificate) ->
                forms.put(address, certificate.isPresent() ? "end-to-end encrypted" : "readable by mail servers"));
        return forms;
    }

    /// Whether the message of a Sent copy was handed over (RFC 8621 §7.3).
    boolean isSubmitted(String copy) {
        var filter = Map.of("emailIds", List.of(copy));
        return !jmap.call("EmailSubmission/query", Map.of("filter", filter))
                .path("ids")
                .isEmpty();
    }

    /// INVARIANT: Sent holds what was sent.
    void withdraw(String copy) {
        jmap.call("Email/set", Map.of("destroy", List.of(copy)));
    }

    private Map<MailAddress, Optional<Certificate>> addressed(MessageSummary summary) {
        var correspondents = new Correspondents(account);
        var addressed = new LinkedHashMap<MailAddress, Optional<Certificate>>();
        var people = summary.people();
        Stream.of(people.to(), people.cc(), people.bcc()).flatMap(List::stream).forEach(person -> {
            var address = address(person);
            addressed.put(address, correspondents.certificate(address));
        });
        if (addressed.isEmpty()) {
            throw new ClientStopped("the message names nobody in To, Cc or Bcc; nothing was sent");
        }
        return addressed;
    }

    private static Set<MailAddress> hidden(MessageSummary summary) {
        var hidden = new LinkedHashSet<MailAddress>();
        summary.people().bcc().forEach(person -> hidden.add(address(person)));
        Stream.of(summary.people().to(), summary.people().cc())
                .flatMap(List::stream)
                .forEach(person -> hidden.remove(address(person)));
        return hidden;
    }

    /// Who is in Bcc gets a parcel alone when it is encrypted: the packets of one message tell to whom
    /// else it was encrypted.
    private List<Parcel> parcels(
            Octets message, Map<MailAddress, Optional<Certificate>> addressed, Set<MailAddress> hidden) {
        var readable = new ArrayList<MailAddress>();
        var open = new LinkedHashMap<MailAddress, Certificate>();
        var parcels = new ArrayList<Parcel>();
        addressed.forEach((address, certificate) -> {
            if (certificate.isEmpty()) {
                readable.add(address);
            } else if (hidden.contains(address)) {
                parcels.add(sealedParcel(message, Map.of(address, certificate.get())));
            } else {
                open.put(address, certificate.get());
            }
        });
        if (!open.isEmpty()) {
            parcels.add(sealedParcel(message, open));
        }
        if (!readable.isEmpty()) {
            parcels.add(new Parcel(withoutBcc(message), readable));
        }
        return parcels;
    }

    private Parcel sealedParcel(Octets message, Map<MailAddress, Certificate> to) {
        var pgpMime = new PgpMime(account.keys(), sealer);
        var form = pgpMime.protect(message, List.copyOf(to.values()), clock.instant());
        return new Parcel(form, List.copyOf(to.keySet()));
    }

    private String keepSentCopy(Octets message, MessageSummary summary) {
        var sealed = sealer.seal(account.keys().v6(), summary.toJson(), message);
        var blobId = jmap.upload(Jmap.SEALED_TYPE, Octets.join(sealed.key(), sealed.summary(), sealed.body()));
        var hash = ThreadHash.of(account.threadKey(), summary.threadRoot(), RandomSource.system());
        var sent = new Letterbox(account).folder("sent");
        var imported = jmap.set(
                "Email/import",
                Map.of(
                        "emails",
                        Map.of(
                                "copy",
                                Map.of(
                                        "blobId", blobId,
                                        "mailboxIds", Map.of(sent.id(), true),
                                        "keywords", Map.of("$seen", true),
                                        "threadHash", Wire.base64(hash.toByteArray())))));
        return imported.path("created").path("copy").path("id").asString("");
    }

    private void submit(String emailId, List<Parcel> parcels) {
        var identity = jmap.call("Identity/get", Map.of())
                .path("list")
                .path(0)
                .path("id")
                .asString("");
        var to = parcels.stream().flatMap(parcel -> recipients(parcel).stream()).toList();
        var envelope = Map.of("mailFrom", Map.of("email", account.address().toString()), "rcptTo", to);
        var uploaded = parcels.stream()
                .map(parcel ->
                        Map.of("blobId", jmap.upload("message/rfc822", parcel.form()), "rcptTo", recipients(parcel)))
                .toList();
        var submission = Map.of("identityId", identity, "emailId", emailId, "envelope", envelope, "parcels", uploaded);
        jmap.set("EmailSubmission/set", Map.of("create", Map.of("submission", submission)));
    }

    private static List<Map<String, String>> recipients(Parcel parcel) {
        return parcel.to().stream()
                .map(address -> Map.of("email", address.toString()))
                .toList();
    }

    /// One form of the message, and who gets it.
    private record Parcel(Octets form, List<MailAddress> to) {}

    private static MailAddress address(Person person) {
        return MailAddress.parse(person.email())
                .orElseThrow(() -> new ClientStopped("'" + person.email() + "' is not an address; nothing was sent"));
    }

    /// What a message must have, so that it is the same message at every try.
    static Octets complete(Octets given, MailAddress sender, InstantSource clock) {
        var message = withCrlf(given);
        var header = HeaderBlock.read(message);
        var missing = new StringBuilder();
        if (header.count("From") == 0) {
            missing.append("From: ").append(sender).append("\r\n");
        }
        if (header.count("Date") == 0) {
            var date = clock.instant().atOffset(ZoneOffset.UTC);
            missing.append("Date: ").append(DATE.format(date)).append("\r\n");
        }
        if (header.count("Message-ID") == 0) {
            missing.append("Message-ID: <")
                    .append(UUID.randomUUID())
                    .append('@')
                    .append(sender.domain())
                    .append(">\r\n");
        }
        if (header.count("Content-Type") == 0 && latin1(message).chars().anyMatch(octet -> octet > 0x7f)) {
            missing.append("Content-Type: text/plain; charset=utf-8\r\n")
                    .append("Content-Transfer-Encoding: 8bit\r\n")
                    .append(header.count("MIME-Version") == 0 ? "MIME-Version: 1.0\r\n" : "");
        }
        return HeaderBlock.prepend(missing.toString(), message);
    }

    /// Lines end at CRLF alone: an octet of UTF-8 may look like a line end of Latin-1.
    private static Octets withoutBcc(Octets message) {
        var text = latin1(message);
        int blank = text.indexOf("\r\n\r\n");
        int end = blank < 0 ? text.length() : blank + 2;
        var header = text.substring(0, end).replaceAll("(?imd)^Bcc[ \\t]*:.*(\\n[ \\t].*)*(\\n|\\z)", "");
        return Octets.of((header + text.substring(end)).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Octets withCrlf(Octets message) {
        return Octets.of(latin1(message).replaceAll("\\r?\\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /// One char an octet, so that nothing is lost.
    private static String latin1(Octets message) {
        return new String(message.toByteArray(), StandardCharsets.ISO_8859_1);
    }
}
