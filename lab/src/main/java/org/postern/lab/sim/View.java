package org.postern.lab.sim;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.postern.server.mailstore.Changes;
import org.postern.server.mailstore.EmailFilter;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.EmailQuery;
import org.postern.server.mailstore.Mailbox;
import org.postern.server.mailstore.Snapshot;

/// One account as its user sees it at one moment.
///
/// @param emails their ids
/// @param changes since the state that the user knew
record View(long state, List<Mailbox> mailboxes, Set<Long> emails, Changes<EmailId> changes) {
    private static final int EVERYTHING = 1_000_000;

    static View of(Snapshot snapshot, long since) {
        var sort = new EmailQuery.Sort(EmailQuery.Key.RECEIVED_AT, true, Optional.empty());
        var query = new EmailQuery(new EmailFilter.All(), List.of(sort), false);
        var found = snapshot.query(query, new EmailQuery.Window.At(0, EVERYTHING), false);
        var ids = new TreeSet<Long>();
        if (found instanceof EmailQuery.Found.Page page) {
            page.ids().forEach(id -> ids.add(id.value()));
        }
        return new View(snapshot.state(), snapshot.mailboxes(), ids, snapshot.emailChanges(since, EVERYTHING));
    }
}
