package org.postern.server.jmap.submit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.server.jmap.blob.BlobId;
import org.postern.server.jmap.blob.Uploads;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Ids;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.SetError;
import org.postern.server.jmap.core.SetRefused;
import org.postern.server.jmap.mail.Identity;
import org.postern.server.mailstore.Email;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.queue.Submission;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import org.postern.wire.dkim.RawMessage;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;

/// Reads what is to be sent (RFC 8621 §7.5, docs/format/jmap-sealed.md) and holds it against what the
/// account may send.
record SubmissionReader(Mailstore mailstore, Uploads uploads, int maxRecipients, long maxParcelBytes) {
    /// Parameters of MAIL and RCPT that say nothing the queue does not find out itself.
    private static final Set<String> IDLE_PARAMETERS = Set.of("SIZE", "BODY", "SMTPUTF8");

    /// @param used the uploads that hold what is sent
    record Read(Submission submission, EmailId email, List<BlobId.Upload> used) {}

    /// @throws SetRefused with the errors of RFC 8621 §7.5
    Read read(Exchange exchange, Members members) {
        var account = exchange.account();
        if (account.suspended()) {
            throw refused(SetError.of("forbiddenToSend", "The account is suspended."));
        }
        if (!members.textOrRefuse("identityId").equals(Identity.id(account))) {
            throw refused(SetError.invalidProperties("no such identity", "identityId"));
        }
        var email = email(exchange, members.textOrRefuse("emailId"));
        var own = new OwnSender(account.address());
        var used = new ArrayList<BlobId.Upload>();
        var envelope = members.object("envelope");
        var parcels = exchange.sealed() && members.has("parcels")
                ? parcels(exchange, members, used)
                : List.of(remembered(email, envelope, used));
        members.refuseOthers();

        var sender = envelope.map(given -> sender(given, own)).orElse(account.address());
        checkEnvelope(envelope, parcels);
        checkRecipients(parcels);
        var ready = parcels.stream().map(parcel -> ready(parcel, own)).toList();
        var owner = new Submission.Owner(account.id(), email.id(), email.thread());
        return new Read(new Submission(Optional.of(owner), Optional.of(sender), ready), email.id(), used);
    }

    /// The uploads did what they were for.
    void sent(Read read) {
        read.used().forEach(uploads::used);
    }

    private Email email(Exchange exchange, String text) {
        return exchange.id(text)
                .flatMap(Ids::email)
                .flatMap(id ->
                        mailstore.read(exchange.account().id(), snapshot -> snapshot.emails(List.of(id))).stream()
                                .findFirst())
                .orElseThrow(() -> refused(SetError.invalidProperties("no such email", "emailId")));
    }

    private List<Submission.Parcel> parcels(Exchange exchange, Members members, List<BlobId.Upload> used) {
        var given = members.objects("parcels").orElse(List.of());
        if (given.isEmpty() || given.size() > SubmissionMethods.MAX_PARCELS) {
            throw refused(SetError.invalidProperties(
                    "between one and " + SubmissionMethods.MAX_PARCELS + " are needed", "parcels"));
        }
        if (!members.has("envelope")) {
            throw refused(SetError.invalidProperties("is needed with parcels", "envelope"));
        }
        var parcels = new ArrayList<Submission.Parcel>();
        for (var one : given) {
            var upload = BlobId.read(
                            one.textOrRefuse("blobId"), exchange.account().id())
                    .filter(BlobId.Upload.class::isInstance)
                    .map(BlobId.Upload.class::cast)
                    .flatMap(uploads::find)
                    .orElseThrow(() -> refused(SetError.invalidProperties("no such upload", "parcels")));
            used.add(upload.id());
            parcels.add(new Submission.Parcel(
                    upload.octets(), recipients(one.objects("rcptTo").orElse(List.of()))));
            one.refuseOthers();
        }
        return parcels;
    }

    /// What a stock client imported readable within the hour, or made by Email/set.
    private Submission.Parcel remembered(Email email, Optional<Members> envelope, List<BlobId.Upload> used) {
        var upload = uploads.importedAs(email.id())
                .orElseThrow(() -> refused(SetError.invalidProperties(
                        "The server cannot read the stored copy; send parcels, see " + Capability.SEALED.uri(),
                        "emailId")));
        used.add(upload.id());
        var to = envelope.map(given -> recipients(given.objects("rcptTo").orElse(List.of())))
                .orElseGet(() -> addressed(upload.octets()));
        return new Submission.Parcel(upload.octets(), to);
    }

    /// RFC 8621 §7: without an envelope, everybody in To, Cc and Bcc.
    private static List<Submission.To> addressed(Octets message) {
        return RawMessage.split(message).header().stream()
                .filter(field -> field.isNamed("To") || field.isNamed("Cc") || field.isNamed("Bcc"))
                .flatMap(field -> OwnSender.addresses(field.value()).stream())
                .distinct()
                .map(SubmissionReader::to)
                .toList();
    }

    private static List<Submission.To> recipients(List<Members> given) {
        var addresses = new ArrayList<MailAddress>();
        var bad = Json.array();
        for (var one : given) {
            var text = one.textOrRefuse("email");
            refuseParameters(one);
            MailAddress.parse(text).ifPresentOrElse(addresses::add, () -> bad.add(text));
        }
        if (!bad.isEmpty()) {
            throw refused(new SetError("invalidRecipients", "", Map.of("invalidRecipients", bad)));
        }
        return addresses.stream().distinct().map(SubmissionReader::to).toList();
    }

    private static Submission.To to(MailAddress address) {
        return new Submission.To(address, Submission.Notify.usual(), Optional.empty());
    }

    private static MailAddress sender(Members envelope, OwnSender own) {
        var given = envelope.object("mailFrom")
                .orElseThrow(() -> refused(SetError.invalidProperties("mailFrom is needed", "envelope")));
        refuseParameters(given);
        return MailAddress.parse(given.textOrRefuse("email"))
                .filter(own::is)
                .orElseThrow(() -> refused(SetError.of("forbiddenMailFrom")));
    }

    /// No extension of SMTP is offered in the account's capability.
    private static void refuseParameters(Members address) {
        var parameters = address.object("parameters");
        if (parameters.isPresent()
                && !IDLE_PARAMETERS.containsAll(parameters.get().node().propertyNames())) {
            throw refused(SetError.invalidProperties("an SMTP parameter is not offered", "envelope"));
        }
    }

    /// Every recipient of the envelope is in a parcel, and the other way round.
    private static void checkEnvelope(Optional<Members> envelope, List<Submission.Parcel> parcels) {
        var named = envelope.flatMap(given -> given.objects("rcptTo")).orElse(List.of());
        if (named.isEmpty()) {
            return;
        }
        var inEnvelope = new HashSet<MailAddress>();
        recipients(named).forEach(to -> inEnvelope.add(to.address()));
        var inParcels = new HashSet<MailAddress>();
        parcels.forEach(parcel -> parcel.to().forEach(to -> inParcels.add(to.address())));
        if (!inEnvelope.equals(inParcels)) {
            throw refused(SetError.invalidProperties("envelope and parcels differ", "envelope", "parcels"));
        }
    }

    private void checkRecipients(List<Submission.Parcel> parcels) {
        var all = new HashSet<MailAddress>();
        int count = 0;
        for (var parcel : parcels) {
            if (parcel.to().isEmpty()) {
                throw refused(SetError.of("noRecipients"));
            }
            parcel.to().forEach(to -> all.add(to.address()));
            count += parcel.to().size();
        }
        if (all.size() != count) {
            throw refused(SetError.invalidProperties("a recipient is in two parcels", "parcels"));
        }
        if (count > maxRecipients) {
            throw refused(
                    new SetError("tooManyRecipients", "", Map.of("maxRecipients", IntNode.valueOf(maxRecipients))));
        }
    }

    /// The parcel as it may leave: ours by its header, with no Bcc (RFC 8621 §7.5).
    private Submission.Parcel ready(Submission.Parcel parcel, OwnSender own) {
        if (parcel.message().size() > maxParcelBytes) {
            throw refused(new SetError("tooLarge", "", Map.of("maxSize", LongNode.valueOf(maxParcelBytes))));
        }
        var message = RawMessage.split(parcel.message());
        // THREAT T-03, T-16: a lone CR or LF would let the next server see other fields than we do
        boolean plain = message.header().stream()
                .map(field -> field.text().replace("\r\n", ""))
                .allMatch(text -> text.indexOf('\r') < 0 && text.indexOf('\n') < 0 && text.indexOf(':') > 0);
        if (!plain) {
            throw refused(SetError.of("invalidEmail", "The header does not consist of lines that end in CRLF."));
        }
        if (!own.wrote(message)) {
            throw refused(SetError.of("forbiddenFrom"));
        }
        var octets = message.has("Bcc")
                ? message.without(field -> field.isNamed("Bcc")).octets()
                : parcel.message();
        return new Submission.Parcel(octets, parcel.to());
    }

    private static SetRefused refused(SetError error) {
        return new SetRefused(error);
    }
}
