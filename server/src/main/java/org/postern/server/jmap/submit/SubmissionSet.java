package org.postern.server.jmap.submit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
import org.postern.server.queue.Submission;
import org.postern.server.queue.SubmissionId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §7.5. What is queued is final; what is queued stays until its traces go by themselves.
record SubmissionSet(Queue queue, SubmissionReader reader, Limits limits) implements Method.Acting {
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
        var sent = new HashMap<String, String>();
        set.creates()
                .forEach((name, object) -> create(exchange, name, object, answer)
                        .ifPresent(email -> {
                            sent.put("#" + name, email);
                        }));
        set.updates().forEach((id, patch) -> answer.notUpdated(id, refusal(exchange, id, Optional.of(patch))));
        set.destroys().forEach(id -> answer.notDestroyed(id, refusal(exchange, id, Optional.empty())));
        implyEmailSet(exchange, onUpdate, onDestroy.orElse(List.of()), sent);
        return answer.json(exchange, Long.toString(before), Long.toString(queue.state(account)));
    }

    /// The id of the email that was sent; empty when it was refused.
    private Optional<String> create(Exchange exchange, String creationId, ObjectNode object, SetAnswer answer) {
        try {
            var read = reader.read(exchange, new Members(object));
            var id = take(read.submission());
            reader.sent(read);
            exchange.created(creationId, id.toString());
            answer.created(creationId, serverSet(exchange, object, id));
            return Optional.of(read.email().toString());
        } catch (SetRefused refused) {
            answer.notCreated(creationId, refused.error());
        } catch (BadMember bad) {
            answer.notCreated(creationId, bad.asSetError());
        }
        return Optional.empty();
    }

    /// THREAT T-27: an account has a rate and a share of the queue.
    private SubmissionId take(Submission submission) {
        return switch (queue.offer(submission)) {
            case Offered.Taken taken -> taken.id();
            case Offered.TooMany later ->
                throw new SetRefused(SetError.of(
                        "rateLimit",
                        "The account has sent to as many as it may; try again in "
                                + Math.max(1, later.pause().toMinutes()) + " minutes."));
            case Offered.NoRoom full ->
                throw new SetRefused(SetError.of("overQuota", "Too much mail waits to leave; try again later."));
        };
    }

    /// What the client did not give (RFC 8620 §5.3).
    private ObjectNode serverSet(Exchange exchange, ObjectNode given, SubmissionId id) {
        var properties = Stream.of(
                        "threadId", "sendAt", "undoStatus", "envelope", "deliveryStatus", "dsnBlobIds", "mdnBlobIds")
                .filter(property -> !given.has(property))
                .toList();
        return queue.submissions(exchange.account().id(), Optional.of(List.of(id))).stream()
                .findFirst()
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
