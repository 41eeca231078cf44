package org.postern.server.mailstore;

import java.util.List;
import java.util.function.Function;
import org.postern.server.accounts.AccountId;
import org.postern.wire.Octets;

/// Sealed messages, mailboxes and state numbers of every account. Each account has one MODSEQ, which
/// is the JMAP state of all its types and, with UIDVALIDITY and UIDs, what IMAP needs; it only grows.
/// Two engines pass one contract test. Calls block; they are made from virtual threads.
///
/// All methods throw [org.postern.server.db.StoreBroken] when the world broke.
public interface Mailstore extends AutoCloseable {
    /// Makes the mailboxes with roles of a new account. Doing it again changes nothing but the quota.
    void open(AccountId account, long quotaBytes);

    /// Returns once the messages are durable and can be read. Those for several accounts that arrive
    /// together are given together and are kept together or not at all, save those that are refused by
    /// their own account.
    List<Appended> append(List<Delivery> deliveries);

    /// Returns once the messages are durable, as [#append]; they can be read a moment later. A message whose
    /// folder is gone by then is put into the inbox.
    default List<Accepted> accept(List<Delivery> deliveries) {
        return append(deliveries).stream()
                .map(one -> switch (one) {
                    case Appended.Kept _ -> Accepted.KEPT;
                    case Appended.Full _ -> Accepted.FULL;
                    case Appended.NoSuchMailbox _ -> Accepted.NO_ACCOUNT;
                })
                .toList();
    }

    /// One message for one account.
    record Delivery(AccountId account, NewEmail email) {}

    /// Reads under one snapshot, so that all answers agree; short, on a database thread. What was accepted
    /// before is in it, unless much more is waiting to be filed.
    <T> T read(AccountId account, Function<Snapshot, T> work);

    EmailEdits.Result edit(AccountId account, EmailEdits edits);

    MailboxEdits.Result edit(AccountId account, MailboxEdits edits);

    /// The sealed body packet.
    Octets body(Email email);

    /// Octets used and allowed; from memory, so cheap enough to ask for every recipient.
    Usage usage(AccountId account);

    record Usage(long usedBytes, long quotaBytes) {}

    /// Removes everything of an account.
    void remove(AccountId account);

    @Override
    void close();
}
