package org.postern.server.jmap.mail;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.postern.seal.SealedMessage;
import org.postern.server.jmap.core.BadMember;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Ids;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.jmap.core.Patch;
import org.postern.server.jmap.core.SetAnswer;
import org.postern.server.jmap.core.SetArguments;
import org.postern.server.jmap.core.SetError;
import org.postern.server.jmap.core.SetRefused;
import org.postern.server.mailstore.Edit;
import org.postern.server.mailstore.EmailEdits;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.MailboxId;
import org.postern.server.mailstore.Snapshot;
import org.postern.wire.Octets;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §4.6. What is created was readable and is sealed like arriving mail; of what is there, only
/// keywords, mailboxes and (by docs/format/jmap-sealed.md) the summary can change.
record EmailSet(NewEmails emails, DraftWriter drafts, Limits limits) implements Method.Acting {
    private static final Set<String> SETTABLE = Set.of("keywords", "mailboxIds", EmailJson.SEALED_SUMMARY);

    @Override
    public String name() {
        return "Email/set";
    }

    @Override
    public Capability capability() {
        return Capability.MAIL;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange) {
        var set = SetArguments.read(arguments, exchange, limits);
        arguments.refuseOthers();
        return new Work(exchange).perform(set);
    }

    /// One call.
    private final class Work {
        private final Exchange exchange;
        private final SetAnswer answer = new SetAnswer();

        Work(Exchange exchange) {
            this.exchange = exchange;
        }

        ObjectNode perform(SetArguments set) {
            var updates = new ArrayList<EmailEdits.Update>();
            var destroys = new ArrayList<EmailId>();
            set.updates().forEach((id, patch) -> {
                if (set.destroys().contains(id)) {
                    answer.notUpdated(id, SetError.of("willDestroy"));
                } else {
                    readUpdate(id, patch, updates);
                }
            });
            set.destroys().forEach(id -> readDestroy(id, destroys));

            OptionalLong before = OptionalLong.empty();
            if (!set.creates().isEmpty()) {
                before = OptionalLong.of(state());
                if (set.ifInState().isPresent() && set.ifInState().getAsLong() != before.getAsLong()) {
                    throw MethodError.of("stateMismatch");
                }
                set.creates().forEach(this::create);
            }
            var ifInState = before.isPresent() ? OptionalLong.empty() : set.ifInState();
            var applied = apply(new EmailEdits(ifInState, updates, destroys));
            updates.forEach(update -> tellUpdated(update.id(), applied));
            destroys.forEach(id -> tellDestroyed(id, applied));
            return answer.json(
                    exchange, Long.toString(before.orElse(applied.oldState())), Long.toString(applied.newState()));
        }

        private EmailEdits.Result.Applied apply(EmailEdits edits) {
            return switch (emails.mailstore().edit(exchange.account().id(), edits)) {
                case EmailEdits.Result.StateMismatch mismatch -> throw MethodError.of("stateMismatch");
                case EmailEdits.Result.Applied applied -> applied;
            };
        }

        private void create(String creationId, ObjectNode object) {
            try {
                var members = new Members(object);
                var place = drafts.place(exchange, members);
                var octets = drafts.write(exchange, members);
                members.refuseOthers();
                var readable = emails.uploads()
                        .put(exchange.account().id(), "message/rfc822", octets)
                        .map(upload -> upload.id());
                emails.keep(exchange, creationId, emails.seal(exchange, octets, place), readable, answer);
                readable.ifPresent(emails.uploads()::used);
            } catch (SetRefused refused) {
                answer.notCreated(creationId, refused.error());
            } catch (BadMember bad) {
                answer.notCreated(creationId, bad.asSetError());
            }
        }

        private void readUpdate(String id, ObjectNode object, List<EmailEdits.Update> updates) {
            try {
                var email = Ids.email(id).orElseThrow(() -> new SetRefused(SetError.of("notFound")));
                var patch = new Patch(object);
                patch.touched(Set.of("keywords", "mailboxIds")).stream()
                        .filter(name -> !SETTABLE.contains(name)
                                || (name.equals(EmailJson.SEALED_SUMMARY) && !exchange.sealed()))
                        .findAny()
                        .ifPresent(name -> {
                            throw new SetRefused(SetError.invalidProperties("cannot be changed", name));
                        });
                updates.add(new EmailEdits.Update(
                        email,
                        mailboxes(patch.edit("mailboxIds")),
                        Keywords.normal(patch.edit("keywords")),
                        summary(patch.whole())));
            } catch (SetRefused refused) {
                answer.notUpdated(id, refused.error());
            } catch (BadMember bad) {
                answer.notUpdated(id, bad.asSetError());
            }
        }

        private void readDestroy(String id, List<EmailId> destroys) {
            Ids.email(id).ifPresentOrElse(destroys::add, () -> answer.notDestroyed(id, SetError.of("notFound")));
        }

        private Edit<MailboxId> mailboxes(Edit<String> edit) {
            return switch (edit) {
                case Edit.Keep<String> keep -> new Edit.Keep<>();
                case Edit.Replace<String> replace ->
                    new Edit.Replace<>(EmailImport.mailboxes(exchange, replace.with()));
                case Edit.Patch<String> patch ->
                    new Edit.Patch<>(
                            patch.add().isEmpty() ? Set.of() : EmailImport.mailboxes(exchange, patch.add()),
                            removed(patch.remove()));
            };
        }

        /// Leaving a mailbox that is none of ours changes nothing.
        private Set<MailboxId> removed(Set<String> texts) {
            var mailboxes = new HashSet<MailboxId>();
            texts.forEach(text -> exchange.id(text).flatMap(Ids::mailbox).ifPresent(mailboxes::add));
            return mailboxes;
        }

        private void tellUpdated(EmailId id, EmailEdits.Result.Applied applied) {
            error(applied, id)
                    .ifPresentOrElse(
                            error -> answer.notUpdated(id.toString(), error), () -> answer.updated(id.toString()));
        }

        private void tellDestroyed(EmailId id, EmailEdits.Result.Applied applied) {
            error(applied, id)
                    .ifPresentOrElse(
                            error -> answer.notDestroyed(id.toString(), error), () -> answer.destroyed(id.toString()));
        }

        private long state() {
            return emails.mailstore().read(exchange.account().id(), Snapshot::state);
        }
    }

    private static Optional<Octets> summary(Members members) {
        return members.text(EmailJson.SEALED_SUMMARY).map(text -> {
            try {
                var packet = Octets.of(Base64.getDecoder().decode(text));
                if (SealedMessage.isSummaryPacket(packet)) {
                    return packet;
                }
            } catch (IllegalArgumentException notBase64) {
                // the same answer as for a wrong packet
            }
            throw new SetRefused(SetError.invalidProperties("base64 of one summary packet", EmailJson.SEALED_SUMMARY));
        });
    }

    private static Optional<SetError> error(EmailEdits.Result.Applied applied, EmailId id) {
        var outcome = applied.outcomes().getOrDefault(id, EmailEdits.Outcome.NOT_FOUND);
        return switch (outcome) {
            case DONE -> Optional.empty();
            case NOT_FOUND -> Optional.of(SetError.of("notFound"));
            case NO_SUCH_MAILBOX -> Optional.of(SetError.invalidProperties("no such mailbox", "mailboxIds"));
            case NO_MAILBOX_LEFT -> Optional.of(SetError.invalidProperties("at least one is needed", "mailboxIds"));
            case TOO_MANY_KEYWORDS -> Optional.of(SetError.of("tooManyKeywords"));
        };
    }
}
