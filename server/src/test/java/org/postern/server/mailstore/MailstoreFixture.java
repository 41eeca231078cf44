package org.postern.server.mailstore;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.postern.seal.SealedMessage;
import org.postern.server.accounts.AccountId;
import org.postern.server.events.Change;
import org.postern.server.mailstore.EmailQuery.Window;
import org.postern.server.mailstore.Mailstore.Delivery;
import org.postern.wire.Octets;

/// A store for two accounts and short words for what tests do with it.
public abstract class MailstoreFixture {
    static final AccountId ADA = new AccountId(1);
    static final AccountId BOB = new AccountId(2);
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    /// What the store told its listeners.
    protected final List<Change> published = new CopyOnWriteArrayList<>();

    Mailstore store;

    /// Opens the store over what earlier calls in the same test left. What it publishes for the accounts
    /// 1 and 2 goes to `published`.
    protected abstract Mailstore openStore();

    protected abstract void closeStore();

    @BeforeEach
    void openForTwo() {
        store = openStore();
        store.open(ADA, 1_000_000);
        store.open(BOB, 1_000_000);
    }

    @AfterEach
    void close() {
        closeStore();
    }

    /// A message that is not really sealed: the store cannot tell.
    record Letter(String name, int thread) {
        SealedMessage sealed() {
            return new SealedMessage(
                    Octets.ascii("key " + name), Octets.ascii("summary " + name), Octets.ascii("body " + name));
        }
    }

    static Letter message(String name, int thread) {
        return new Letter(name, thread);
    }

    static Octets hash(int thread) {
        return Octets.of(ByteBuffer.allocate(16).putInt(thread).array());
    }

    static NewEmail email(Letter letter, Role role) {
        return new NewEmail(
                letter.sealed(), hash(letter.thread()), Set.of(new NewEmail.Folder.ByRole(role)), Set.of(), NOON);
    }

    Appended.Kept keep(AccountId account, Letter letter, Role role) {
        return keep(account, email(letter, role));
    }

    Appended.Kept keep(AccountId account, Letter letter, Instant receivedAt) {
        var usual = email(letter, Role.INBOX);
        return keep(
                account,
                new NewEmail(usual.sealed(), usual.threadHash(), usual.folders(), usual.keywords(), receivedAt));
    }

    Appended.Kept keep(AccountId account, Letter letter, NewEmail.Folder... folders) {
        return keep(account, new NewEmail(letter.sealed(), hash(letter.thread()), Set.of(folders), Set.of(), NOON));
    }

    Appended.Kept keep(AccountId account, NewEmail email) {
        return (Appended.Kept)
                store.append(List.of(new Delivery(account, email))).getFirst();
    }

    EmailEdits.Outcome edit(AccountId account, EmailEdits.Update update) {
        var result = store.edit(account, new EmailEdits(OptionalLong.empty(), List.of(update), List.of()));
        return ((EmailEdits.Result.Applied) result).outcomes().get(update.id());
    }

    EmailEdits.Outcome destroy(AccountId account, EmailId id) {
        var result = store.edit(account, new EmailEdits(OptionalLong.empty(), List.of(), List.of(id)));
        return ((EmailEdits.Result.Applied) result).outcomes().get(id);
    }

    static Edit<String> add(String... keywords) {
        return new Edit.Patch<>(Set.copyOf(Arrays.asList(keywords)), Set.of());
    }

    static Edit<String> remove(String... keywords) {
        return new Edit.Patch<>(Set.of(), Set.copyOf(Arrays.asList(keywords)));
    }

    static MailboxEdits.Create create(Optional<MailboxEdits.Parent> parent) {
        return new MailboxEdits.Create(parent, Octets.ascii("sealed name"), 10, true);
    }

    MailboxId made(MailboxEdits.Create create) {
        var result =
                store.edit(ADA, new MailboxEdits(OptionalLong.empty(), Map.of("it", create), List.of(), List.of()));
        var outcome = ((MailboxEdits.Result.Applied) result).created().get("it");
        return ((MailboxEdits.Outcome.Created) outcome).id();
    }

    MailboxEdits.Outcome destroyMailbox(MailboxId id, boolean removeEmails) {
        return destroyMailboxes(removeEmails, id).get(id);
    }

    Map<MailboxId, MailboxEdits.Outcome> destroyMailboxes(boolean removeEmails, MailboxId... ids) {
        var destroys = Arrays.stream(ids)
                .map(id -> new MailboxEdits.Destroy(id, removeEmails))
                .toList();
        var result = store.edit(ADA, new MailboxEdits(OptionalLong.empty(), Map.of(), List.of(), destroys));
        return ((MailboxEdits.Result.Applied) result).destroyed();
    }

    long state(AccountId account) {
        return store.read(account, Snapshot::state);
    }

    List<Mailbox> mailboxes(AccountId account) {
        return store.read(account, Snapshot::mailboxes);
    }

    Mailbox box(AccountId account, Role role) {
        return mailboxes(account).stream()
                .filter(box -> box.role().equals(Optional.of(role)))
                .findFirst()
                .orElseThrow();
    }

    Email email(AccountId account, EmailId id) {
        return emails(account, id).getFirst();
    }

    List<Email> emails(AccountId account, EmailId... ids) {
        return store.read(account, snapshot -> snapshot.emails(List.of(ids)));
    }

    static EmailQuery inMailbox(MailboxId id, boolean collapsed) {
        return new EmailQuery(new EmailFilter.InMailbox(id), List.of(), collapsed);
    }

    List<EmailId> ids(AccountId account, EmailQuery query) {
        return ((EmailQuery.Found.Page) page(account, query, new Window.At(0, 10_000), false)).ids();
    }

    EmailQuery.Found page(EmailQuery query, Window window) {
        return page(ADA, query, window, false);
    }

    EmailQuery.Found page(AccountId account, EmailQuery query, Window window, boolean withTotal) {
        return store.read(account, snapshot -> snapshot.query(query, window, withTotal));
    }

    EmailQuery.Found found(List<EmailId> ids, long position) {
        return new EmailQuery.Found.Page(ids, position, OptionalLong.empty(), state(ADA));
    }

    static <I> Changes.Since<I> since(Changes<I> changes) {
        return (Changes.Since<I>) changes;
    }
}
