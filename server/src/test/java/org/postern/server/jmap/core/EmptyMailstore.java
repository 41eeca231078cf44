package org.postern.server.jmap.core;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.postern.server.accounts.AccountId;
import org.postern.server.mailstore.Appended;
import org.postern.server.mailstore.Changes;
import org.postern.server.mailstore.Email;
import org.postern.server.mailstore.EmailEdits;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.EmailQuery;
import org.postern.server.mailstore.Mailbox;
import org.postern.server.mailstore.MailboxEdits;
import org.postern.server.mailstore.MailboxId;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.Snapshot;
import org.postern.server.mailstore.ThreadId;
import org.postern.wire.Octets;

/// Accounts that have nothing and stay so, at state 7: for tests of what stands before the store. It
/// counts its snapshots.
public final class EmptyMailstore implements Mailstore {
    public static final long STATE = 7;

    private int snapshots;

    int snapshots() {
        return snapshots;
    }

    @Override
    public void open(AccountId account, long quotaBytes) {}

    @Override
    public List<Appended> append(List<Delivery> deliveries) {
        return deliveries.stream()
                .<Appended>map(delivery -> new Appended.NoSuchMailbox())
                .toList();
    }

    @Override
    public <T> T read(AccountId account, Function<Snapshot, T> work) {
        snapshots++;
        return work.apply(new Nothing());
    }

    @Override
    public EmailEdits.Result edit(AccountId account, EmailEdits edits) {
        return new EmailEdits.Result.Applied(STATE, STATE, Map.of());
    }

    @Override
    public MailboxEdits.Result edit(AccountId account, MailboxEdits edits) {
        return new MailboxEdits.Result.Applied(STATE, STATE, Map.of(), Map.of(), Map.of());
    }

    @Override
    public Octets body(Email email) {
        throw new IllegalStateException("there is no email");
    }

    @Override
    public Usage usage(AccountId account) {
        return new Usage(0, 0);
    }

    @Override
    public void remove(AccountId account) {}

    @Override
    public void close() {}

    private record Nothing() implements Snapshot {
        @Override
        public long state() {
            return STATE;
        }

        @Override
        public List<Mailbox> mailboxes() {
            return List.of();
        }

        @Override
        public List<Email> emails(Collection<EmailId> ids) {
            return List.of();
        }

        @Override
        public Map<EmailId, Opening> openings(Collection<EmailId> ids) {
            return Map.of();
        }

        @Override
        public Map<ThreadId, List<EmailId>> threads(Collection<ThreadId> ids) {
            return Map.of();
        }

        @Override
        public EmailQuery.Found query(EmailQuery query, EmailQuery.Window window, boolean withTotal) {
            return new EmailQuery.Found.Page(List.of(), 0, OptionalLong.of(0), STATE);
        }

        @Override
        public EmailQuery.Moved queryChanges(EmailQuery query, long since, OptionalLong maxChanges) {
            return new EmailQuery.Moved.CannotTell();
        }

        @Override
        public Changes<EmailId> emailChanges(long since, int max) {
            return new Changes.CannotTell<>();
        }

        @Override
        public Changes<MailboxId> mailboxChanges(long since, int max) {
            return new Changes.CannotTell<>();
        }

        @Override
        public Changes<ThreadId> threadChanges(long since, int max) {
            return new Changes.CannotTell<>();
        }
    }
}
