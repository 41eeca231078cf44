package org.postern.server.smtpin;

import java.util.List;
import org.postern.server.accounts.Accounts.Route;
import org.postern.wire.address.MailAddress;
import org.postern.wire.smtp.BodyType;
import org.postern.wire.smtp.Command;
import org.postern.wire.smtp.Problem;
import org.postern.wire.smtp.RecipientParameters;
import org.postern.wire.smtp.Reply;

/// MAIL and RCPT: who may write to whom (RFC 5321 §4.1.1.2, §4.1.1.3).
final class Envelopes {
    private final Door.Parts parts;
    private int unknownRecipients;

    Envelopes(Door.Parts parts) {
        this.parts = parts;
    }

    /// Where a command led, and the answer to it.
    record Step(Stage stage, Reply reply) {}

    /// THREAT T-07: RCPT tells which mailboxes exist, so a session asks for few that do not.
    int unknownRecipients() {
        return unknownRecipients;
    }

    Step begin(Stage stage, Command.Mail mail) {
        return switch (stage) {
            case Stage.Fresh fresh -> new Step(fresh, Replies.GREET_FIRST);
            case Stage.Greeted greeted -> begin(greeted, mail);
            case Stage.Addressed addressed -> new Step(addressed, Replies.MAIL_TWICE);
            case Stage.Chunked chunked -> new Step(chunked, Replies.MAIL_TWICE);
        };
    }

    private Step begin(Stage.Greeted greeted, Command.Mail mail) {
        long declared = mail.parameters().sizeBytes().orElse(0);
        if (declared > parts.settings().messageSize().bytes()) {
            return new Step(greeted, Replies.tooLarge(parts.settings()));
        }
        if (declared > parts.memory().mostBytes() - parts.memory().takenBytes()) {
            return new Step(greeted, Replies.NO_MEMORY);
        }
        return new Step(
                new Stage.Addressed(greeted.greeting(), new Stage.Envelope(mail, List.of())), Replies.SENDER_OK);
    }

    Step addPostmaster(Stage stage, RecipientParameters parameters) {
        var domains = parts.accounts().domains();
        if (domains.isEmpty()) {
            return new Step(stage, Replies.NOBODY_YET);
        }
        return add(stage, new MailAddress("postmaster", domains.getFirst()), parameters);
    }

    Step add(Stage stage, MailAddress to, RecipientParameters parameters) {
        return switch (stage) {
            case Stage.Fresh fresh -> new Step(fresh, Replies.GREET_FIRST);
            case Stage.Greeted greeted -> new Step(greeted, Replies.MAIL_FIRST);
            case Stage.Addressed addressed -> add(addressed, to, parameters);
            case Stage.Chunked chunked -> new Step(chunked, Replies.CHUNKS_BEGAN);
        };
    }

    private Step add(Stage.Addressed addressed, MailAddress to, RecipientParameters parameters) {
        var envelope = addressed.envelope();
        if (envelope.addressees().size() >= parts.settings().recipients()) {
            return new Step(addressed, Replies.TOO_MANY_RECIPIENTS);
        }
        var mail = envelope.mail().parameters();
        if (!mail.smtpUtf8() && to.local().chars().anyMatch(c -> c >= 0x80)) {
            return new Step(addressed, Problem.NEEDS_SMTPUTF8.reply());
        }
        return switch (parts.accounts().route(to)) {
            case Route.ToAccount account -> {
                if (!parts.space().isLeft(account.account(), mail.sizeBytes().orElse(0))) {
                    yield new Step(addressed, Replies.FULL);
                }
                var with = envelope.with(new Stage.Addressee(account, parameters));
                yield new Step(new Stage.Addressed(addressed.greeting(), with), Replies.RECIPIENT_OK);
            }
            case Route.Unknown() -> {
                unknownRecipients++;
                yield new Step(addressed, Replies.UNKNOWN_RECIPIENT);
            }
            case Route.NobodyYet() -> new Step(addressed, Replies.NOBODY_YET);
            case Route.Suspended suspended -> new Step(addressed, Replies.SUSPENDED);
            case Route.Elsewhere() -> new Step(addressed, Replies.RELAYING_DENIED);
        };
    }

    /// Whether the text may only come by BDAT.
    static boolean needsChunks(Stage.Envelope envelope) {
        return envelope.mail().parameters().body() == BodyType.BINARY_MIME;
    }
}
