package org.postern.server.jmap.mail;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.postern.server.jmap.core.BadMember;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Ids;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.jmap.core.Patch;
import org.postern.server.jmap.core.SetAnswer;
import org.postern.server.jmap.core.SetArguments;
import org.postern.server.jmap.core.SetError;
import org.postern.server.jmap.core.SetRefused;
import org.postern.server.mailstore.MailboxEdits;
import org.postern.server.mailstore.MailboxEdits.Outcome;
import org.postern.server.mailstore.MailboxId;
import org.postern.server.mailstore.Mailstore;
import org.postern.wire.Octets;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §2.5. Names are sealed by the client (THREAT T-02), so only a client that names our
/// capability can make or rename a mailbox.
record MailboxSet(Mailstore mailstore, Limits limits) implements Method.Acting {
    private static final int MAX_SEALED_NAME_BYTES = 1024;
    private static final Set<String> SETTABLE =
            Set.of("name", "parentId", "role", "sortOrder", "isSubscribed", MailboxJson.SEALED_NAME);

    @Override
    public String name() {
        return "Mailbox/set";
    }

    @Override
    public Capability capability() {
        return Capability.MAIL;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange) {
        boolean removeEmails = arguments.flag("onDestroyRemoveEmails", false);
        var set = SetArguments.read(arguments, exchange, limits);
        arguments.refuseOthers();
        return new Work(exchange, removeEmails).perform(set);
    }

    /// One call.
    private final class Work {
        private final Exchange exchange;
        private final boolean removeEmails;
        private final SetAnswer answer = new SetAnswer();

        Work(Exchange exchange, boolean removeEmails) {
            this.exchange = exchange;
            this.removeEmails = removeEmails;
        }

        ObjectNode perform(SetArguments set) {
            var edits = new MailboxEdits(set.ifInState(), new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
            set.creates().forEach((name, object) -> readCreate(name, object, edits));
            set.updates().forEach((id, patch) -> {
                if (set.destroys().contains(id)) {
                    answer.notUpdated(id, SetError.of("willDestroy"));
                } else {
                    readUpdate(id, patch, edits);
                }
            });
            set.destroys().forEach(id -> readDestroy(id, edits));
            return switch (mailstore.edit(exchange.account().id(), edits)) {
                case MailboxEdits.Result.StateMismatch mismatch -> throw MethodError.of("stateMismatch");
                case MailboxEdits.Result.Applied applied -> {
                    edits.creates()
                            .forEach((name, create) -> Optional.ofNullable(
                                            applied.created().get(name))
                                    .ifPresent(outcome -> tellCreated(name, create, outcome)));
                    applied.updated().forEach(this::tellUpdated);
                    applied.destroyed().forEach(this::tellDestroyed);
                    yield answer.json(exchange, Long.toString(applied.oldState()), Long.toString(applied.newState()));
                }
            };
        }

        private void readCreate(String creationId, ObjectNode object, MailboxEdits edits) {
            try {
                var members = new Members(object);
                refuseRole(members);
                var create = new MailboxEdits.Create(
                        members.text("parentId").map(this::parent),
                        sealedName(members)
                                .orElseThrow(() -> new SetRefused(SetError.of(
                                        "forbidden",
                                        "Names of mailboxes are sealed by the client; see capability "
                                                + Capability.SEALED.uri()))),
                        sortOrder(members.unsigned("sortOrder")).orElse(0),
                        members.flag("isSubscribed", true));
                members.any("name");
                members.refuseOthers();
                edits.creates().put(creationId, create);
            } catch (SetRefused refused) {
                answer.notCreated(creationId, refused.error());
            } catch (BadMember bad) {
                answer.notCreated(creationId, bad.asSetError());
            }
        }

        private void readUpdate(String id, ObjectNode object, MailboxEdits edits) {
            try {
                var mailbox = Ids.mailbox(id).orElseThrow(() -> new SetRefused(SetError.of("notFound")));
                var patch = new Patch(object);
                patch.touched(Set.of()).stream()
                        .filter(name -> !SETTABLE.contains(name))
                        .findAny()
                        .ifPresent(name -> {
                            throw new SetRefused(SetError.invalidProperties("cannot be set", name));
                        });
                var members = patch.whole();
                refuseRole(members);
                if (members.has("name")) {
                    throw new SetRefused(SetError.invalidProperties("names are sealed by the client", "name"));
                }
                edits.updates()
                        .add(new MailboxEdits.Update(
                                mailbox,
                                parentChange(patch, members),
                                sealedName(members),
                                sortOrder(members.unsigned("sortOrder")),
                                members.flag("isSubscribed")));
            } catch (SetRefused refused) {
                answer.notUpdated(id, refused.error());
            } catch (BadMember bad) {
                answer.notUpdated(id, bad.asSetError());
            }
        }

        private void readDestroy(String id, MailboxEdits edits) {
            Ids.mailbox(id)
                    .ifPresentOrElse(
                            mailbox -> edits.destroys().add(new MailboxEdits.Destroy(mailbox, removeEmails)),
                            () -> answer.notDestroyed(id, SetError.of("notFound")));
        }

        private Optional<Optional<MailboxEdits.Parent>> parentChange(Patch patch, Members members) {
            if (patch.clears("parentId")) {
                return Optional.of(Optional.empty());
            }
            var text = members.text("parentId");
            return text.isEmpty() ? Optional.empty() : Optional.of(Optional.of(parent(text.get())));
        }

        private MailboxEdits.Parent parent(String text) {
            var known = exchange.id(text).flatMap(Ids::mailbox);
            if (known.isPresent()) {
                return new MailboxEdits.Parent.Known(known.get());
            }
            if (text.startsWith("#")) {
                return new MailboxEdits.Parent.CreatedAs(text.substring(1));
            }
            throw new SetRefused(SetError.invalidProperties("no such mailbox", "parentId"));
        }

        private Optional<Octets> sealedName(Members members) {
            if (!exchange.sealed()) {
                return Optional.empty();
            }
            return members.text(MailboxJson.SEALED_NAME).map(text -> {
                try {
                    byte[] octets = Base64.getDecoder().decode(text);
                    if (octets.length > 0 && octets.length <= MAX_SEALED_NAME_BYTES) {
                        return Octets.of(octets);
                    }
                } catch (IllegalArgumentException notBase64) {
                    // falls through to the same answer
                }
                throw new SetRefused(SetError.invalidProperties("base64 of a box", MailboxJson.SEALED_NAME));
            });
        }

        private void tellCreated(String creationId, MailboxEdits.Create create, Outcome outcome) {
            switch (outcome) {
                case Outcome.Created created -> {
                    exchange.created(creationId, created.id().toString());
                    answer.created(creationId, serverSet(created.id(), create));
                }
                case Outcome other -> answer.notCreated(creationId, error(other));
            }
        }

        private void tellUpdated(MailboxId id, Outcome outcome) {
            switch (outcome) {
                case Outcome.Done done -> answer.updated(id.toString());
                case Outcome other -> answer.notUpdated(id.toString(), error(other));
            }
        }

        private void tellDestroyed(MailboxId id, Outcome outcome) {
            switch (outcome) {
                case Outcome.Done done -> answer.destroyed(id.toString());
                case Outcome other -> answer.notDestroyed(id.toString(), error(other));
            }
        }
    }

    private static void refuseRole(Members members) {
        if (members.text("role").isPresent()) {
            throw new SetRefused(SetError.invalidProperties("every account has one mailbox of each role", "role"));
        }
    }

    private static Optional<Integer> sortOrder(OptionalLong value) {
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.getAsLong() > Integer.MAX_VALUE) {
            throw new SetRefused(SetError.invalidProperties("must be below 2^31", "sortOrder"));
        }
        return Optional.of((int) value.getAsLong());
    }

    /// What the client cannot know, and what it may have left to us (RFC 8620 §5.3). A parent was given or
    /// is none.
    private static ObjectNode serverSet(MailboxId id, MailboxEdits.Create create) {
        var body = Json.object()
                .put("id", id.toString())
                .put("name", MailboxJson.name(id))
                .putNull("role")
                .put("sortOrder", create.sortOrder())
                .put("isSubscribed", create.subscribed())
                .put("totalEmails", 0)
                .put("unreadEmails", 0)
                .put("totalThreads", 0)
                .put("unreadThreads", 0);
        if (create.parent().isEmpty()) {
            body.putNull("parentId");
        }
        body.set("myRights", MailboxJson.rights(true));
        return body;
    }

    private static SetError error(Outcome outcome) {
        return switch (outcome) {
            case Outcome.NotFound none -> SetError.of("notFound");
            case Outcome.HasChild child -> SetError.of("mailboxHasChild");
            case Outcome.HasEmail email -> SetError.of("mailboxHasEmail");
            case Outcome.BadParent parent -> SetError.invalidProperties("cannot be the parent", "parentId");
            case Outcome.HasRole role -> SetError.of("forbidden", "Mailboxes with a role stay as they are.");
            case Outcome.TooMany many -> SetError.of("overQuota", "The account has as many mailboxes as it may.");
            case Outcome.Created created -> throw new IllegalStateException("an outcome of another operation");
            case Outcome.Done done -> throw new IllegalStateException("an outcome of another operation");
        };
    }
}
