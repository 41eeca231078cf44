package org.postern.server.jmap.mail;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.seal.SealingFailed;
import org.postern.server.jmap.blob.BlobId;
import org.postern.server.jmap.blob.Uploads;
import org.postern.server.jmap.blob.Wrapping;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.SetAnswer;
import org.postern.server.jmap.core.SetError;
import org.postern.server.jmap.core.SetRefused;
import org.postern.server.mailstore.Appended;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.NewEmail;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;

/// Keeps messages that a client made, for `Email/import` and `Email/set`.
record NewEmails(Mailstore mailstore, ReadableMail sealing, Uploads uploads) {
    private static final Trace TRACE = Trace.of(NewEmails.class);

    /// A readable message: sealed, and its octets remembered so that it can be sent within the hour.
    ///
    /// @throws SetRefused when it cannot be sealed
    NewEmail seal(Exchange exchange, Octets message, ReadableMail.Place place) {
        try {
            return sealing.seal(exchange.account().id(), message, place);
        } catch (SealingFailed failed) {
            TRACE.failure("a client's message could not be sealed", failed);
            throw new SetRefused(SetError.of("serverFail", "The message could not be sealed; nothing was stored."));
        }
    }

    /// Appends and tells.
    ///
    /// @param readable the upload that holds the readable octets, if any
    void keep(
            Exchange exchange, String creationId, NewEmail email, Optional<BlobId.Upload> readable, SetAnswer answer) {
        var account = exchange.account();
        var appended = mailstore
                .append(List.of(new Mailstore.Delivery(account.id(), email)))
                .getFirst();
        switch (appended) {
            case Appended.Full full -> answer.notCreated(creationId, SetError.of("overQuota"));
            case Appended.NoSuchMailbox none ->
                answer.notCreated(creationId, SetError.invalidProperties("no such mailbox", "mailboxIds"));
            case Appended.Kept kept -> {
                readable.ifPresent(upload -> uploads.importedAs(kept.id(), upload));
                exchange.created(creationId, kept.id().toString());
                answer.created(
                        creationId,
                        Json.object()
                                .put("id", kept.id().toString())
                                .put("blobId", new BlobId.Wrapped(account.id(), kept.id()).toString())
                                .put("threadId", kept.thread().toString())
                                .put(
                                        "size",
                                        new Wrapping(account.address().domain())
                                                .sizeFor(email.sealed().body().size())));
            }
        }
    }

    /// Extras for the SetError of a blob that is not there (RFC 8621 §4.6).
    static SetError blobNotFound(String blobId) {
        return new SetError("blobNotFound", "", Map.of("notFound", Json.array(List.of(blobId))));
    }
}
