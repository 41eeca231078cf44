package org.postern.server.jmap.mail;

import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.ChangesArguments;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.mailstore.Changes;
import org.postern.server.mailstore.Snapshot;
import tools.jackson.databind.node.ObjectNode;

/// `Mailbox/changes`, `Thread/changes` and `Email/changes` (RFC 8621 §2.2, §3.2, §4.3).
record MailChanges(String name, Source source) implements Method.Reading {
    /// Where the changes of one type come from.
    @FunctionalInterface
    interface Source {
        Changes<?> since(Snapshot snapshot, long state, int max);
    }

    static MailChanges ofMailboxes() {
        return new MailChanges("Mailbox/changes", Snapshot::mailboxChanges);
    }

    static MailChanges ofThreads() {
        return new MailChanges("Thread/changes", Snapshot::threadChanges);
    }

    static MailChanges ofEmails() {
        return new MailChanges("Email/changes", Snapshot::emailChanges);
    }

    @Override
    public Capability capability() {
        return Capability.MAIL;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange, Snapshot snapshot) {
        var asked = ChangesArguments.read(arguments);
        var answer = asked.answer(exchange, source.since(snapshot, asked.since(), asked.max()));
        return name.startsWith("Mailbox") ? answer.putNull("updatedProperties") : answer;
    }
}
