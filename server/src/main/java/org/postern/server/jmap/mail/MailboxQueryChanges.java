package org.postern.server.jmap.mail;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.jmap.core.QueryChangesArguments;
import org.postern.server.mailstore.Changes;
import org.postern.server.mailstore.MailboxId;
import org.postern.server.mailstore.Snapshot;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §2.4. Every mailbox that changed is given as removed, and as added where it is now: the
/// others kept their membership and their order (RFC 8620 §5.6).
record MailboxQueryChanges() implements Method.Reading {
    private static final int MOST = 1000;

    @Override
    public String name() {
        return "Mailbox/queryChanges";
    }

    @Override
    public Capability capability() {
        return Capability.MAIL;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange, Snapshot snapshot) {
        var asked = QueryChangesArguments.read(arguments);
        var selection = MailboxSelection.read(arguments);
        arguments.refuseOthers();
        var changed = changed(snapshot, asked.since());
        if (!selection.flat() && !changed.isEmpty()) {
            throw MethodError.of("cannotCalculateChanges");
        }

        var now = selection.select(snapshot.mailboxes());
        var moved = new QueryChangesArguments.Moved(
                List.copyOf(changed), added(now, changed), now.size(), Long.toString(snapshot.state()));
        return asked.answer(exchange, moved);
    }

    private static List<QueryChangesArguments.Added> added(List<String> now, Set<String> changed) {
        var added = new ArrayList<QueryChangesArguments.Added>();
        for (int index = 0; index < now.size(); index++) {
            if (changed.contains(now.get(index))) {
                added.add(new QueryChangesArguments.Added(now.get(index), index));
            }
        }
        return added;
    }

    private static Set<String> changed(Snapshot snapshot, long since) {
        return switch (snapshot.mailboxChanges(since, MOST)) {
            case Changes.CannotTell<MailboxId> unknown -> throw MethodError.of("cannotCalculateChanges");
            case Changes.Since<MailboxId> changes -> {
                if (changes.hasMore()) {
                    throw MethodError.of("cannotCalculateChanges");
                }
                var ids = new LinkedHashSet<String>();
                changes.created().forEach(id -> ids.add(id.toString()));
                changes.updated().forEach(id -> ids.add(id.toString()));
                changes.destroyed().forEach(id -> ids.add(id.toString()));
                yield ids;
            }
        };
    }
}
