package org.postern.server.mailstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.postern.server.db.Condition;
import org.postern.server.db.Condition.Order;
import org.postern.server.db.SearchRows.Asked;
import org.postern.server.db.SearchRows.Newest;

/// Turns what JMAP asks for into what the rows answer.
final class Searching {
    private Searching() {}

    /// The usual case: a mailbox, newest first; it is read from an index alone.
    static Optional<Newest> newest(EmailQuery query) {
        boolean newestFirst = query.sorts().isEmpty()
                || (query.sorts().getFirst().key() == EmailQuery.Key.RECEIVED_AT
                        && !query.sorts().getFirst().ascending());
        return newestFirst && plain(query.filter()) instanceof EmailFilter.InMailbox in
                ? Optional.of(new Newest(in.id().value(), query.collapseThreads()))
                : Optional.empty();
    }

    private static EmailFilter plain(EmailFilter filter) {
        return switch (filter) {
            case EmailFilter.And and when and.of().size() == 1 -> plain(and.of().getFirst());
            case EmailFilter.Or or when or.of().size() == 1 -> plain(or.of().getFirst());
            default -> filter;
        };
    }

    static Asked asked(long account, EmailQuery query) {
        var parts = new ArrayList<EmailFilter>();
        flatten(query.filter(), parts);
        var within = parts.stream()
                .filter(EmailFilter.InMailbox.class::isInstance)
                .map(EmailFilter.InMailbox.class::cast)
                .findFirst();
        within.ifPresent(parts::remove);
        return new Asked(
                account,
                within.map(in -> OptionalLong.of(in.id().value())).orElse(OptionalLong.empty()),
                Condition.and(parts.stream().map(Searching::condition).toList()),
                orders(query.sorts()),
                query.collapseThreads());
    }

    private static void flatten(EmailFilter filter, List<EmailFilter> into) {
        if (filter instanceof EmailFilter.And and) {
            and.of().forEach(part -> flatten(part, into));
        } else {
            into.add(filter);
        }
    }

    private static Condition condition(EmailFilter filter) {
        return switch (filter) {
            case EmailFilter.All _ -> Condition.all();
            case EmailFilter.And and -> Condition.and(conditions(and.of()));
            case EmailFilter.Or or -> Condition.or(conditions(or.of()));
            case EmailFilter.Not not -> Condition.not(Condition.or(conditions(not.of())));
            case EmailFilter.InMailbox in -> Condition.inMailbox(in.id().value());
            case EmailFilter.InMailboxOtherThan other ->
                Condition.inOtherThan(other.ids().stream().map(MailboxId::value).toList());
            case EmailFilter.Before before -> Condition.before(before.moment());
            case EmailFilter.NotBefore from -> Condition.not(Condition.before(from.moment()));
            case EmailFilter.MinSize size -> Condition.minSize(size.sizeBytes());
            case EmailFilter.BelowSize size -> Condition.not(Condition.minSize(size.sizeBytes()));
            case EmailFilter.HasKeyword has -> Condition.hasKeyword(has.keyword());
            case EmailFilter.LacksKeyword lacks -> Condition.not(Condition.hasKeyword(lacks.keyword()));
            case EmailFilter.ThreadKeyword thread ->
                switch (thread.quantity()) {
                    case ALL -> Condition.allOfThreadHave(thread.keyword());
                    case SOME -> Condition.someOfThreadHave(thread.keyword());
                    case NONE -> Condition.not(Condition.someOfThreadHave(thread.keyword()));
                };
        };
    }

    private static List<Condition> conditions(List<EmailFilter> filters) {
        return filters.stream().map(Searching::condition).toList();
    }

    private static List<Order> orders(List<EmailQuery.Sort> sorts) {
        return sorts.isEmpty()
                ? List.of(new Order.ReceivedAt(false))
                : sorts.stream().map(Searching::order).toList();
    }

    private static Order order(EmailQuery.Sort sort) {
        var keyword = sort.keyword().orElse("");
        return switch (sort.key()) {
            case RECEIVED_AT -> new Order.ReceivedAt(sort.ascending());
            case SIZE -> new Order.Size(sort.ascending());
            case HAS_KEYWORD -> new Order.Holds(Condition.hasKeyword(keyword), sort.ascending());
            case ALL_IN_THREAD_HAVE_KEYWORD -> new Order.Holds(Condition.allOfThreadHave(keyword), sort.ascending());
            case SOME_IN_THREAD_HAVE_KEYWORD -> new Order.Holds(Condition.someOfThreadHave(keyword), sort.ascending());
        };
    }
}
