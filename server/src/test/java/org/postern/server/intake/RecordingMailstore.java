package org.postern.server.intake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.postern.server.accounts.AccountId;
import org.postern.server.db.StoreBroken;
import org.postern.server.mailstore.Appended;
import org.postern.server.mailstore.Email;
import org.postern.server.mailstore.EmailEdits;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.MailboxEdits;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.Snapshot;
import org.postern.server.mailstore.ThreadId;
import org.postern.wire.Octets;

/// Keeps what is appended in a list; accounts can be full, the whole can be broken.
final class RecordingMailstore implements Mailstore {
    final List<Delivery> kept = new ArrayList<>();
    final Set<AccountId> full = new HashSet<>();
    boolean broken;

    @Override
    public List<Appended> append(List<Delivery> deliveries) {
        if (broken) {
            throw new StoreBroken("no disk", new IllegalStateException());
        }
        return deliveries.stream().map(this::append).toList();
    }

    private Appended append(Delivery delivery) {
        if (full.contains(delivery.account())) {
            return new Appended.Full();
        }
        kept.add(delivery);
        return new Appended.Kept(new EmailId(kept.size()), new ThreadId(1), Map.of(), 1, kept.size());
    }

    @Override
    public void open(AccountId account, long quotaBytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T read(AccountId account, Function<Snapshot, T> work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EmailEdits.Result edit(AccountId account, EmailEdits edits) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MailboxEdits.Result edit(AccountId account, MailboxEdits edits) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Octets body(Email email) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Usage usage(AccountId account) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void remove(AccountId account) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
