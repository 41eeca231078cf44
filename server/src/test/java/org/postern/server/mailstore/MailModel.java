package org.postern.server.mailstore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Mail of one account kept in the simplest way there is, to compare a store with.
final class MailModel {
    private final Map<Long, Message> messages = new TreeMap<>();
    private final MailboxId trash;

    record Message(EmailId id, ThreadId thread, Set<MailboxId> mailboxes, Set<String> keywords, Instant receivedAt) {
        boolean isUnread() {
            return !keywords.contains("$seen") && !keywords.contains("$draft");
        }
    }

    MailModel(MailboxId trash) {
        this.trash = trash;
    }

    void put(Message message) {
        messages.put(message.id().value(), message);
    }

    void remove(EmailId id) {
        messages.remove(id.value());
    }

    List<Message> all() {
        return List.copyOf(messages.values());
    }

    /// RFC 8621 §2
    Mailbox.Counts counts(MailboxId mailbox) {
        var here = in(mailbox);
        var threads = here.stream().map(Message::thread).collect(Collectors.toSet());
        return new Mailbox.Counts(
                here.size(),
                here.stream().filter(Message::isUnread).count(),
                threads.size(),
                threads.stream().filter(thread -> isUnread(thread, mailbox)).count());
    }

    private boolean isUnread(ThreadId thread, MailboxId seenFrom) {
        return messages.values().stream()
                .filter(message -> message.thread().equals(thread) && message.isUnread())
                .anyMatch(message -> seenFrom.equals(trash)
                        ? message.mailboxes().contains(trash)
                        : !message.mailboxes().equals(Set.of(trash)));
    }

    private List<Message> in(MailboxId mailbox) {
        return messages.values().stream()
                .filter(message -> message.mailboxes().contains(mailbox))
                .toList();
    }

    List<EmailId> newest(MailboxId mailbox, boolean collapsed) {
        var seen = new HashSet<ThreadId>();
        return in(mailbox).stream()
                .sorted(Comparator.comparing(Message::receivedAt)
                        .thenComparingLong(message -> message.id().value())
                        .reversed())
                .filter(message -> seen.add(message.thread()) || !collapsed)
                .map(Message::id)
                .toList();
    }

    Map<ThreadId, Set<EmailId>> threads() {
        return messages.values().stream()
                .collect(Collectors.groupingBy(Message::thread, Collectors.mapping(Message::id, Collectors.toSet())));
    }

    /// What a client has after it was told how a list moved (RFC 8620 §5.6).
    static List<EmailId> spliced(List<EmailId> old, EmailQuery.Moved.Delta delta) {
        var list = new ArrayList<>(old);
        list.removeAll(delta.removed());
        for (var added : delta.added()) {
            list.add((int) Math.min(added.index(), list.size()), added.id());
        }
        return list;
    }
}
