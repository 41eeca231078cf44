package org.postern.server.jmap.mail;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.postern.server.jmap.core.Ids;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.mailstore.EmailFilter;
import org.postern.server.mailstore.MailboxId;
import tools.jackson.databind.JsonNode;

/// The filters of `Email/query` that need no text (RFC 8621 §4.4.1, docs/format/jmap-sealed.md).
///
/// @param sealedSize the smallest sealed body whose PGP/MIME form has at least so many octets: clients
///     speak of the form that they download, the store knows the sealed body
record EmailFilters(LongUnaryOperator sealedSize) {
    private static final EmailFilter NOTHING = new EmailFilter.Not(List.of(new EmailFilter.All()));

    private static final int MOST_VALUES = 200;

    /// @throws MethodError `unsupportedFilter`
    EmailFilter read(Members arguments) {
        var given = arguments.any("filter");
        if (given.isPresent() && breadth(given.get()) > MOST_VALUES) {
            throw MethodError.of("unsupportedFilter", "A filter has " + MOST_VALUES + " values at most.");
        }
        return given.map(this::filter).orElseGet(EmailFilter.All::new);
    }

    /// THREAT T-04: each condition, and each mailbox that one names, costs the database something.
    private static int breadth(JsonNode node) {
        int values = node.isContainer() ? 0 : 1;
        for (var value : node) {
            values += breadth(value);
        }
        return values;
    }

    private EmailFilter filter(JsonNode node) {
        var members = Members.of("filter", node);
        var operator = members.text("operator");
        if (operator.isEmpty()) {
            return conditions(members);
        }
        var of = members.objects("conditions").orElseThrow(() -> MethodError.invalidArguments("conditions: needed"));
        members.refuseOthers();
        var parts = of.stream().map(part -> filter(part.node())).toList();
        return switch (operator.get()) {
            case "AND" -> new EmailFilter.And(parts);
            case "OR" -> new EmailFilter.Or(parts);
            case "NOT" -> new EmailFilter.Not(parts);
            default -> throw MethodError.invalidArguments("operator: must be AND, OR or NOT");
        };
    }

    private EmailFilter conditions(Members members) {
        var all = new ArrayList<EmailFilter>();
        for (var name : members.node().propertyNames()) {
            if (members.has(name)) {
                all.add(condition(name, members));
            }
        }
        return switch (all.size()) {
            case 0 -> new EmailFilter.All();
            case 1 -> all.getFirst();
            default -> new EmailFilter.And(all);
        };
    }

    private EmailFilter condition(String name, Members members) {
        return switch (name) {
            case "inMailbox" ->
                Ids.mailbox(members.textOrRefuse(name))
                        .<EmailFilter>map(EmailFilter.InMailbox::new)
                        .orElse(NOTHING);
            case "inMailboxOtherThan" -> inOtherThan(members.texts(name).orElseThrow());
            case "before" -> new EmailFilter.Before(members.moment(name).orElseThrow());
            case "after" -> new EmailFilter.NotBefore(members.moment(name).orElseThrow());
            case "minSize" -> new EmailFilter.MinSize(sealedSize(members, name));
            case "maxSize" -> new EmailFilter.BelowSize(sealedSize(members, name));
            case "hasKeyword" -> new EmailFilter.HasKeyword(keyword(members, name));
            case "notKeyword" -> new EmailFilter.LacksKeyword(keyword(members, name));
            case "allInThreadHaveKeyword" -> inThread(EmailFilter.Quantity.ALL, keyword(members, name));
            case "someInThreadHaveKeyword" -> inThread(EmailFilter.Quantity.SOME, keyword(members, name));
            case "noneInThreadHaveKeyword" -> inThread(EmailFilter.Quantity.NONE, keyword(members, name));
            default -> throw MethodError.of("unsupportedFilter");
        };
    }

    private long sealedSize(Members members, String name) {
        return sealedSize.applyAsLong(members.unsigned(name).orElseThrow());
    }

    private static EmailFilter inOtherThan(List<String> texts) {
        var ids = new HashSet<MailboxId>();
        texts.forEach(text -> Ids.mailbox(text).ifPresent(ids::add));
        return new EmailFilter.InMailboxOtherThan(ids);
    }

    private static EmailFilter inThread(EmailFilter.Quantity quantity, String keyword) {
        return new EmailFilter.ThreadKeyword(quantity, keyword);
    }

    private static String keyword(Members members, String name) {
        return Keywords.normal(members.textOrRefuse(name))
                .orElseThrow(() -> MethodError.invalidArguments(name + ": not a keyword"));
    }
}
