package org.postern.server.jmap.submit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.server.jmap.core.BadMember;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Ids;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.jmap.core.SetAnswer;
import org.postern.server.jmap.core.SetArguments;
import org.postern.server.jmap.core.SetError;
import org.postern.server.jmap.core.SetRefused;
import org.postern.server.queue.Offered;
import org.postern.server.queue.Queue;
import org.postern.server.queue.SubmissionId;
import org.postern.server.queue.SubmissionNote;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §7.5. What is queued is final; what is queued stays until its traces go by themselves.
record SubmissionSet(Queue queue, SubmissionReader reader, Limits limits) implements Method.Acting {
    /// Octets of mail that are made ready, signed and sealed, at the same time.
    private static final long BATCH = 4 << 20;

    @Override
    public String name() {
        return "EmailSubmission/set";
    }

    @Override
    public Capability capability() {
        return Capability.SUBMISSION;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange) {
        var onUpdate = arguments.objectsByName("onSuccessUpdateEmail");
        var onDestroy = arguments.texts("onSuccessDestroyEmail");
        var set = SetArguments.read(arguments, exchange, limits);
        arguments.refuseOthers();
        var account = exchange.account().id();
        long before = queue.state(account);
        if (set.ifInState().isPresent() && !set.ifInState().equals(OptionalLong.of(before))) {
            throw MethodError.of("stateMismatch");
        }

        var answer = new SetAnswer();
        var sent = create(exchange, set.creates(), answer);
        set.updates().forEach((id, patch) -> answer.notUpdated(id, refusal(exchange, id, Optional.of(patch))));
        set.destroys().forEach(id -> answer.notDestroyed(id, refusal(exchange, id, Optional.empty())));
        implyEmailSet(exchange, onUpdate, onDestroy.orElse(List.of()), sent);
        return answer.json(exchange, Long.toString(before), Long.toString(queue.state(account)));
    }

    /// One creation that can be read, until it is known what the queue makes of it.
    private record Draft(String creationId, ObjectNode given, SubmissionReader.Read read) {
        long octets() {
            return read.submission().parcels().stream()
                    .mapToLong(parcel -> parcel.message().size())
                    .sum();
        }
    }

    /// Small ones together, so that one commit keeps them all.
    ///
    /// @return by `#creationId`, the ids of the emails that were sent
    private Map<String, String> create(Exchange exchange, Map<String, ObjectNode> creates, SetAnswer answer) {
        var sent = new HashMap<String, String>();
        var batch = new ArrayList<Draft>();
        long octets = 0;
        for (var create : creates.entrySet()) {
            var draft = draft(exchange, create.getKey(), create.getValue(), answer);
            if (draft.isEmpty()) {
                continue;
            }
            if (octets + draft.get().octets() > BATCH) {
                offer(exchange, batch, answer, sent);
                batch.clear();
                octets = 0;
            }
            batch.add(draft.get());
            octets += draft.get().octets();
        }
        offer(exchange, batch, answer, sent);
        return sent;
    }

    private Optional<Draft> draft(Exchange exchange, String creationId, ObjectNode object, SetAnswer answer) {
        try {
            return Optional.of(new Draft(creationId, object, reader.read(exchange, new Members(object))));
        } catch (SetRefused refused) {
            answer.notCreated(creationId, refused.error());
        } catch (BadMember bad) {
            answer.notCreated(creationId, bad.asSetError());
        }
        return Optional.empty();
    }

    private void offer(Exchange exchange, List<Draft> drafts, SetAnswer answer, Map<String, String> sent) {
        if (drafts.isEmpty()) {
            return;
        }
        var offered = queue.offer(
                drafts.stream().map(draft -> draft.read().submission()).toList());
        var notes = notes(exchange, offered);
        for (int i = 0; i < drafts.size(); i++) {
            var draft = drafts.get(i);
            switch (offered.get(i)) {
                case Offered.Taken(var id) -> {
                    reader.sent(draft.read());
                    exchange.created(draft.creationId(), id.toString());
                    answer.created(draft.creationId(), serverSet(exchange, draft.given(), id, notes));
                    sent.put("#" + draft.creationId(), draft.read().email().toString());
                }
                case Offered.TooMany later -> answer.notCreated(draft.creationId(), refusal(later));
                case Offered.NoRoom() ->
                    answer.notCreated(
                            draft.creationId(),
                            SetError.of("overQuota", "Too much mail waits to leave; try again later."));
            }
        }
    }

    /// THREAT T-27: an account has a rate and a share of the queue.
    private static SetError refusal(Offered.TooMany later) {
        return SetError.of(
                "rateLimit",
                "The account has sent to as many as it may; try again in "
                        + Math.max(1, later.pause().toMinutes()) + " minutes.");
    }

    private Map<SubmissionId, SubmissionNote> notes(Exchange exchange, List<Offered> offered) {
        var ids = offered.stream()
                .flatMap(one -> one instanceof Offered.Taken(var id) ? Stream.of(id) : Stream.empty())
                .toList();
        return queue.submissions(exchange.account().id(), Optional.of(ids)).stream()
                .collect(Collectors.toMap(SubmissionNote::id, note -> note));
    }

    /// What the client did not give (RFC 8620 §5.3).
    private static ObjectNode serverSet(
            Exchange exchange, ObjectNode given, SubmissionId id, Map<SubmissionId, SubmissionNote> notes) {
        var properties = Stream.of(
                        "threadId", "sendAt", "undoStatus", "envelope", "deliveryStatus", "dsnBlobIds", "mdnBlobIds")
                .filter(property -> !given.has(property))
                .toList();
        return Optional.ofNullable(notes.get(id))
                .map(note -> SubmissionJson.json(exchange.account(), note, properties))
                .orElseGet(() -> Json.object().put("id", id.toString()).put("undoStatus", "final"));
    }

    private SetError refusal(Exchange exchange, String id, Optional<ObjectNode> patch) {
        boolean there = Ids.submission(id)
                .filter(known -> !queue.submissions(exchange.account().id(), Optional.of(List.of(known)))
                        .isEmpty())
                .isPresent();
        if (!there) {
            return SetError.of("notFound");
        }
        if (patch.isEmpty()) {
            return SetError.of("forbidden", "A submission goes by itself, a week after it is done.");
        }
        return patch.get().has("undoStatus")
                ? SetError.of("cannotUnsend")
                : SetError.invalidProperties(
                        "cannot be changed", patch.get().propertyNames().toArray(String[]::new));
    }

    /// The one Email/set that follows, for those that were sent in this call.
    private static void implyEmailSet(
            Exchange exchange, Map<String, ObjectNode> onUpdate, List<String> onDestroy, Map<String, String> sent) {
        var update = Json.object();
        onUpdate.forEach((name, patch) ->
                Optional.ofNullable(sent.get(name)).ifPresent(email -> update.set(email, (JsonNode) patch)));
        var destroy = Json.array();
        onDestroy.forEach(name -> Optional.ofNullable(sent.get(name)).ifPresent(destroy::add));
        if (update.isEmpty() && destroy.isEmpty()) {
            return;
        }
        var arguments = Json.object().put("accountId", exchange.account().id().toString());
        arguments.set("update", update);
        arguments.set("destroy", destroy);
        exchange.then("Email/set", arguments);
    }
}
