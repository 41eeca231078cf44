package org.postern.server.mailstore;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.server.db.ChangeRows.MovedRow;
import org.postern.server.db.SearchRows.Newest;
import org.postern.server.db.Tables;
import org.postern.server.mailstore.EmailQuery.Added;

/// How a mailbox, newest first, moved since a state (RFC 8620 §5.6). Neither its filter nor its order
/// depends on what changes while a message is there, so only arrivals and departures count; with collapsed
/// threads they change what stands for their thread.
final class MovedEmails {
    private static final int MOST = 1000;

    private final Tables tables;
    private final long account;
    private final Newest list;

    MovedEmails(Tables tables, long account, Newest list) {
        this.tables = tables;
        this.account = account;
        this.list = list;
    }

    /// @param added by rising index
    record Delta(List<EmailId> removed, List<Added> added) {}

    /// Empty when too much changed.
    Optional<Delta> since(long since, OptionalLong maxChanges) {
        long most = Math.min(MOST, maxChanges.orElse(MOST));
        var moved = tables.changes().moved(account, list.mailbox(), since, MOST + 1);
        if (moved.size() > MOST) {
            return Optional.empty();
        }
        var came = emails(moved, true);
        var removed = emails(moved, false);
        var candidates = came;
        if (list.collapsed()) {
            var threads = moved.stream().map(MovedRow::thread).collect(Collectors.toSet());
            var present = tables.changes().present(list.mailbox(), threads, MOST + 1);
            if (present.size() > MOST) {
                return Optional.empty();
            }
            candidates = emails(present, true);
            var stayed = new LinkedHashSet<>(candidates);
            stayed.removeAll(came);
            removed.addAll(stayed); // any of them may have stood for its thread
        }
        var added = candidates.stream()
                .flatMap(id ->
                        tables.searches().position(list, id).stream().mapToObj(at -> new Added(new EmailId(id), at)))
                .sorted(Comparator.comparingLong(Added::index))
                .toList();
        return removed.size() + added.size() > most
                ? Optional.empty()
                : Optional.of(new Delta(removed.stream().map(EmailId::new).toList(), added));
    }

    private static Set<Long> emails(List<MovedRow> rows, boolean present) {
        return rows.stream()
                .filter(row -> row.present() == present)
                .map(MovedRow::email)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
