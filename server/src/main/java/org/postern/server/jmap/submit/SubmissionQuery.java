package org.postern.server.jmap.submit;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.jmap.core.QueryArguments;
import org.postern.server.jmap.mail.Identity;
import org.postern.server.queue.Queue;
import org.postern.server.queue.SubmissionNote;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §7.3. Submissions are kept for days, so the whole result is made in memory.
record SubmissionQuery(Queue queue) implements Method.Acting {
    private static final Comparator<SubmissionNote> NEWEST_FIRST =
            Comparator.comparingLong((SubmissionNote note) -> note.id().value()).reversed();

    @Override
    public String name() {
        return "EmailSubmission/query";
    }

    @Override
    public Capability capability() {
        return Capability.SUBMISSION;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange) {
        var query = QueryArguments.read(arguments);
        var filter = arguments
                .any("filter")
                .map(node -> filter(node, Identity.id(exchange.account())))
                .orElse(note -> true);
        var order = order(arguments.objects("sort").orElse(List.of()));
        arguments.refuseOthers();

        long state = queue.state(exchange.account().id());
        var ids = queue.submissions(exchange.account().id(), Optional.empty()).stream()
                .filter(filter)
                .sorted(order)
                .map(note -> note.id().toString())
                .toList();
        return query.answer(exchange, Long.toString(state), false, query.page(ids));
    }

    private static Predicate<SubmissionNote> filter(JsonNode node, String identity) {
        var members = Members.of("filter", node);
        var operator = members.text("operator");
        if (operator.isEmpty()) {
            return conditions(members, identity);
        }
        var parts = members.objects("conditions").orElse(List.of()).stream()
                .map(part -> filter(part.node(), identity))
                .toList();
        members.refuseOthers();
        return switch (operator.get()) {
            case "AND" -> note -> parts.stream().allMatch(part -> part.test(note));
            case "OR" -> note -> parts.stream().anyMatch(part -> part.test(note));
            case "NOT" -> note -> parts.stream().noneMatch(part -> part.test(note));
            default -> throw MethodError.invalidArguments("operator: must be AND, OR or NOT");
        };
    }

    private static Predicate<SubmissionNote> conditions(Members members, String identity) {
        Predicate<SubmissionNote> all = note -> true;
        for (var name : members.node().propertyNames()) {
            if (members.has(name)) {
                all = all.and(condition(name, members, identity));
            }
        }
        return all;
    }

    private static Predicate<SubmissionNote> condition(String name, Members members, String identity) {
        return switch (name) {
            case "identityIds" -> {
                boolean ours = members.texts(name).orElseThrow().contains(identity);
                yield note -> ours;
            }
            case "emailIds" -> {
                var ids = new HashSet<>(members.texts(name).orElseThrow());
                yield note -> ids.contains(note.email().toString());
            }
            case "threadIds" -> {
                var ids = new HashSet<>(members.texts(name).orElseThrow());
                yield note -> ids.contains(note.thread().toString());
            }
            case "undoStatus" -> {
                boolean ours = members.textOrRefuse(name).equals("final");
                yield note -> ours;
            }
            case "before" -> {
                var moment = members.moment(name).orElseThrow();
                yield note -> note.sentAt().isBefore(moment);
            }
            case "after" -> {
                var moment = members.moment(name).orElseThrow();
                yield note -> !note.sentAt().isBefore(moment);
            }
            default -> throw MethodError.of("unsupportedFilter");
        };
    }

    private static Comparator<SubmissionNote> order(List<Members> sorts) {
        var order = NEWEST_FIRST;
        for (var sort : sorts.reversed()) {
            Comparator<SubmissionNote> by = switch (sort.textOrRefuse("property")) {
                case "emailId" -> Comparator.comparingLong(note -> note.email().value());
                case "threadId" ->
                    Comparator.comparingLong(note -> note.thread().value());
                case "sentAt" -> Comparator.comparing(SubmissionNote::sentAt);
                default -> throw MethodError.of("unsupportedSort");
            };
            order = (sort.flag("isAscending", true) ? by : by.reversed()).thenComparing(order);
        }
        return order;
    }
}
