package org.postern.server.jmap.mail;

import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.seal.SealedMessage;
import org.postern.seal.ThreadHash;
import org.postern.server.db.StoreBroken;
import org.postern.server.jmap.blob.BlobId;
import org.postern.server.jmap.blob.Uploads;
import org.postern.server.jmap.blob.Wrapping;
import org.postern.server.jmap.core.BadMember;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Ids;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.jmap.core.SetAnswer;
import org.postern.server.jmap.core.SetArguments;
import org.postern.server.jmap.core.SetError;
import org.postern.server.jmap.core.SetRefused;
import org.postern.server.keys.Directory;
import org.postern.server.mailstore.MailboxId;
import org.postern.server.mailstore.NewEmail;
import org.postern.server.mailstore.Snapshot;
import org.postern.server.time.Clock;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §4.8, and the import of what a client sealed itself (docs/format/jmap-sealed.md).
record EmailImport(NewEmails emails, Directory directory, Clock clock, Limits limits) implements Method.Acting {
    private static final Trace TRACE = Trace.of(EmailImport.class);

    /// The type of an upload that holds `key || summary || body`.
    static final String SEALED_TYPE = "application/vnd.postern.sealed";

    @Override
    public String name() {
        return "Email/import";
    }

    @Override
    public Capability capability() {
        return Capability.MAIL;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange) {
        var ifInState = SetArguments.ifInState(arguments);
        var wanted = arguments.objectsByName("emails");
        arguments.textOrRefuse("accountId");
        arguments.refuseOthers();
        if (wanted.size() > limits.maxObjectsInSet()) {
            throw MethodError.of("requestTooLarge");
        }
        long before = state(exchange);
        if (ifInState.isPresent() && ifInState.getAsLong() != before) {
            throw MethodError.of("stateMismatch");
        }

        var answer = new SetAnswer();
        wanted.forEach((creationId, object) -> importNext(exchange, creationId, object, answer));
        var body = answer.json(exchange, Long.toString(before), Long.toString(state(exchange)));
        return body.without(List.of("updated", "destroyed", "notUpdated", "notDestroyed"));
    }

    /// RFC 8620 §3.6.2: a store that fails after some were kept leaves a client that must look again.
    private void importNext(Exchange exchange, String creationId, ObjectNode object, SetAnswer answer) {
        try {
            importOne(exchange, creationId, object, answer);
        } catch (StoreBroken broken) {
            if (!answer.createdAny()) {
                throw broken;
            }
            TRACE.failure("an import ended half done", broken);
            throw MethodError.of("serverPartialFail");
        }
    }

    private void importOne(Exchange exchange, String creationId, ObjectNode object, SetAnswer answer) {
        try {
            var members = new Members(object);
            var upload = upload(exchange, members.textOrRefuse("blobId"));
            var place = place(exchange, members);
            boolean sealed = upload.type().equals(SEALED_TYPE) && exchange.sealed();
            var email = sealed
                    ? asSealed(exchange, upload.octets(), members, place)
                    : emails.seal(exchange, upload.octets(), place);
            members.refuseOthers();
            emails.keep(exchange, creationId, email, sealed ? Optional.empty() : Optional.of(upload.id()), answer);
            if (answer.wasCreated(creationId)) {
                emails.uploads().used(upload.id());
            }
        } catch (SetRefused refused) {
            answer.notCreated(creationId, refused.error());
        } catch (BadMember bad) {
            answer.notCreated(creationId, bad.asSetError());
        }
    }

    private Uploads.Upload upload(Exchange exchange, String blobId) {
        return BlobId.read(blobId, exchange.account().id())
                .filter(BlobId.Upload.class::isInstance)
                .map(BlobId.Upload.class::cast)
                .flatMap(emails.uploads()::find)
                .orElseThrow(() -> new SetRefused(SetError.invalidProperties("no such upload", "blobId")));
    }

    private ReadableMail.Place place(Exchange exchange, Members members) {
        return new ReadableMail.Place(
                mailboxes(exchange, members.set("mailboxIds").orElse(Set.of())),
                Keywords.normal(members.set("keywords").orElse(Set.of())),
                members.moment("receivedAt").orElseGet(clock::instant));
    }

    /// @throws SetRefused when there is none, or one of another form
    static Set<MailboxId> mailboxes(Exchange exchange, Set<String> texts) {
        var mailboxes = new HashSet<MailboxId>();
        for (var text : texts) {
            mailboxes.add(exchange.id(text)
                    .flatMap(Ids::mailbox)
                    .orElseThrow(() -> new SetRefused(SetError.invalidProperties("no such mailbox", "mailboxIds"))));
        }
        if (mailboxes.isEmpty()) {
            throw new SetRefused(SetError.invalidProperties("at least one is needed", "mailboxIds"));
        }
        return mailboxes;
    }

    /// THREAT T-15: only the framing and the recipient can be checked, and are.
    private NewEmail asSealed(Exchange exchange, Octets octets, Members members, ReadableMail.Place place) {
        var recipient = directory
                .storageCertificate(exchange.account().id())
                .storageKey()
                .fingerprint();
        var sealed = SealedMessage.split(octets, recipient)
                .filter(message -> message.key().size() == Wrapping.KEY_BYTES)
                .orElseThrow(() -> new SetRefused(
                        SetError.of("invalidEmail", "Not of the stored format, or not sealed to this account.")));
        return new NewEmail(sealed, threadHash(members), place.folders(), place.keywords(), place.receivedAt());
    }

    private static Octets threadHash(Members members) {
        try {
            byte[] hash = Base64.getDecoder().decode(members.textOrRefuse("threadHash"));
            if (hash.length == ThreadHash.SIZE_BYTES) {
                return Octets.of(hash);
            }
        } catch (IllegalArgumentException notBase64) {
            // the same answer as for a wrong length
        }
        throw new SetRefused(SetError.invalidProperties("base64 of 16 octets", "threadHash"));
    }

    private long state(Exchange exchange) {
        return emails.mailstore().read(exchange.account().id(), Snapshot::state);
    }
}
