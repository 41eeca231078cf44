package org.postern.server.jmap.mail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.postern.server.jmap.core.Ids;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.mailstore.Mailbox;
import org.postern.server.mailstore.MailboxId;
import org.postern.server.mailstore.Role;
import tools.jackson.databind.JsonNode;

/// Filter and sort of `Mailbox/query` (RFC 8621 §2.3). An account has a few hundred mailboxes at most,
/// so the whole result is made in memory.
record MailboxSelection(
        Predicate<Mailbox> filter, Comparator<Mailbox> order, boolean sortAsTree, boolean filterAsTree) {
    /// @throws MethodError `unsupportedFilter` or `unsupportedSort`
    static MailboxSelection read(Members arguments) {
        return new MailboxSelection(
                arguments.any("filter").map(MailboxSelection::filter).orElse(mailbox -> true),
                order(arguments.objects("sort").orElse(List.of())),
                arguments.flag("sortAsTree", false),
                arguments.flag("filterAsTree", false));
    }

    /// Whether membership and place of a mailbox follow from itself alone.
    boolean flat() {
        return !sortAsTree && !filterAsTree;
    }

    List<String> select(List<Mailbox> all) {
        var byId = new HashMap<MailboxId, Mailbox>();
        all.forEach(mailbox -> byId.put(mailbox.id(), mailbox));
        var ordered = sortAsTree ? asTree(all) : all.stream().sorted(order).toList();
        return ordered.stream()
                .filter(mailbox -> filterAsTree ? wholeLine(mailbox, byId) : filter.test(mailbox))
                .map(mailbox -> mailbox.id().toString())
                .toList();
    }

    /// Parents before their children, siblings in order.
    private List<Mailbox> asTree(List<Mailbox> all) {
        var children = new HashMap<Optional<MailboxId>, List<Mailbox>>();
        all.stream()
                .sorted(order)
                .forEach(mailbox -> children.computeIfAbsent(mailbox.parent(), parent -> new ArrayList<>())
                        .add(mailbox));
        var ordered = new ArrayList<Mailbox>();
        addChildren(Optional.empty(), children, ordered);
        return ordered;
    }

    private static void addChildren(
            Optional<MailboxId> parent, Map<Optional<MailboxId>, List<Mailbox>> children, List<Mailbox> ordered) {
        for (var child : children.getOrDefault(parent, List.of())) {
            ordered.add(child);
            addChildren(Optional.of(child.id()), children, ordered);
        }
    }

    /// It and all above it match.
    private boolean wholeLine(Mailbox mailbox, Map<MailboxId, Mailbox> byId) {
        for (Optional<Mailbox> at = Optional.of(mailbox);
                at.isPresent();
                at = at.get().parent().map(byId::get)) {
            if (!filter.test(at.get())) {
                return false;
            }
        }
        return true;
    }

    private static Predicate<Mailbox> filter(JsonNode node) {
        var members = Members.of("filter", node);
        var operator = members.text("operator");
        if (operator.isEmpty()) {
            return condition(members);
        }
        var of = members.objects("conditions").orElseThrow(() -> MethodError.invalidArguments("conditions: needed"));
        members.refuseOthers();
        var parts = of.stream().map(part -> filter(part.node())).toList();
        return switch (operator.get()) {
            case "AND" -> mailbox -> parts.stream().allMatch(part -> part.test(mailbox));
            case "OR" -> mailbox -> parts.stream().anyMatch(part -> part.test(mailbox));
            case "NOT" -> mailbox -> parts.stream().noneMatch(part -> part.test(mailbox));
            default -> throw MethodError.invalidArguments("operator: must be AND, OR or NOT");
        };
    }

    private static Predicate<Mailbox> condition(Members members) {
        Predicate<Mailbox> all = mailbox -> true;
        for (var name : members.node().propertyNames()) {
            all = all.and(
                    switch (name) {
                        case "parentId" -> {
                            if (!members.has(name)) {
                                yield mailbox -> mailbox.parent().isEmpty();
                            }
                            var parent = Ids.mailbox(members.textOrRefuse(name));
                            yield mailbox ->
                                    parent.isPresent() && mailbox.parent().equals(parent);
                        }
                        case "name" -> {
                            var part = members.textOrRefuse(name).toLowerCase(Locale.ROOT);
                            yield mailbox -> MailboxJson.name(mailbox)
                                    .toLowerCase(Locale.ROOT)
                                    .contains(part);
                        }
                        case "role" -> {
                            var role = members.text(name);
                            yield mailbox -> mailbox.role().map(Role::word).equals(role);
                        }
                        case "hasAnyRole" -> {
                            boolean wanted = members.flag(name, false);
                            yield mailbox -> mailbox.role().isPresent() == wanted;
                        }
                        case "isSubscribed" -> {
                            boolean wanted = members.flag(name, false);
                            yield mailbox -> mailbox.subscribed() == wanted;
                        }
                        default -> throw MethodError.of("unsupportedFilter");
                    });
        }
        return all;
    }

    private static Comparator<Mailbox> order(List<Members> sorts) {
        Comparator<Mailbox> order =
                Comparator.comparingLong(mailbox -> mailbox.id().value());
        for (var sort : sorts.reversed()) {
            var by = comparator(sort.textOrRefuse("property"));
            Sorts.refuseCollation(sort);
            order = (sort.flag("isAscending", true) ? by : by.reversed()).thenComparing(order);
            sort.refuseOthers();
        }
        return order;
    }

    private static Comparator<Mailbox> comparator(String property) {
        return switch (property) {
            case "sortOrder" -> Comparator.comparingInt(Mailbox::sortOrder);
            case "name" ->
                Comparator.comparing(mailbox -> MailboxJson.name(mailbox).toLowerCase(Locale.ROOT));
            default -> throw MethodError.of("unsupportedSort");
        };
    }
}
