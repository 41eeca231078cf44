package org.postern.server.mailstore;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.postern.server.db.SearchRows.Newest;
import org.postern.server.db.Tables;
import org.postern.server.mailstore.EmailQuery.Found;
import org.postern.server.mailstore.EmailQuery.Window;

/// The result of one query, read only as far as it is looked at.
final class EmailList {
    private final Tables tables;
    private final long account;
    private final long state;
    private final EmailQuery query;
    private final Optional<Newest> newest;

    EmailList(Tables tables, long account, long state, EmailQuery query) {
        this.tables = tables;
        this.account = account;
        this.state = state;
        this.query = query;
        // THREAT T-02: a mailbox of somebody else is an ordinary query that finds nothing.
        this.newest = Searching.newest(query)
                .filter(list -> tables.mailboxes().byId(account, list.mailbox()).isPresent());
    }

    Optional<Newest> newest() {
        return newest;
    }

    Found page(Window window, boolean withTotal) {
        return switch (window) {
            case Window.At at -> {
                long start = at.position() >= 0 ? at.position() : Math.max(0, total() + at.position());
                yield found(start, at.limit(), withTotal);
            }
            case Window.Around around -> {
                var anchor = position(around.anchor());
                yield anchor.isEmpty()
                        ? new Found.AnchorNotFound()
                        : found(Math.max(0, anchor.getAsLong() + around.offset()), around.limit(), withTotal);
            }
        };
    }

    private Found found(long start, int limit, boolean withTotal) {
        var ids = newest.isPresent()
                ? tables.searches().page(newest.get(), start, limit)
                : tables.searches().page(Searching.asked(account, query), start, limit);
        var total = withTotal ? OptionalLong.of(total()) : OptionalLong.empty();
        return new Found.Page(ids.stream().map(EmailId::new).toList(), start, total, state);
    }

    long total() {
        if (newest.isPresent()) {
            var counts = tables.mailboxes()
                    .byId(account, newest.get().mailbox())
                    .orElseThrow()
                    .counts();
            return newest.get().collapsed() ? counts.totalThreads() : counts.totalEmails();
        }
        return tables.searches().count(Searching.asked(account, query));
    }

    private OptionalLong position(EmailId email) {
        if (newest.isPresent()) {
            return tables.searches().position(newest.get(), email.value());
        }
        List<Long> all = tables.searches().all(Searching.asked(account, query));
        int at = all.indexOf(email.value());
        return at < 0 ? OptionalLong.empty() : OptionalLong.of(at);
    }
}
