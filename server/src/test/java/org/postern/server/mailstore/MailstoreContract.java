package org.postern.server.mailstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postern.server.accounts.AccountId;
import org.postern.server.mailstore.Mailstore.Delivery;
import org.postern.wire.Octets;

/// What every engine of [Mailstore] keeps to. Counts and lists after many changes are in
/// [MailstoreModelContract].
public abstract class MailstoreContract extends MailstoreFixture {
    @Test
    void a_new_account_has_a_mailbox_of_each_role_and_opening_it_again_changes_nothing_but_the_quota() {
        long state = state(ADA);

        store.open(ADA, 5);

        assertThat(mailboxes(ADA)).extracting(box -> box.role().orElseThrow()).containsExactlyInAnyOrder(Role.values());
        assertThat(mailboxes(ADA))
                .extracting(Mailbox::uidValidity)
                .doesNotHaveDuplicates()
                .doesNotContain(0L);
        assertThat(state(ADA)).isEqualTo(state);
        assertThat(store.usage(ADA)).isEqualTo(new Mailstore.Usage(0, 5));
    }

    @Test
    void a_kept_message_is_there_with_its_packets_after_a_restart() {
        var kept = keep(ADA, message("hello", 1), Role.INBOX);

        closeStore();
        store = openStore();

        var email = email(ADA, kept.id());
        assertThat(email.uids()).isEqualTo(Map.of(box(ADA, Role.INBOX).id(), 1L));
        assertThat(email.thread()).isEqualTo(kept.thread());
        assertThat(email.receivedAt()).isEqualTo(NOON);
        assertThat(store.body(email).toByteArray()).isEqualTo("body hello".getBytes(StandardCharsets.US_ASCII));
        var opening = store.read(ADA, snapshot -> snapshot.openings(List.of(kept.id())))
                .get(kept.id());
        assertThat(opening.key().toByteArray())
                .isEqualTo(Octets.ascii("key hello").toByteArray());
        assertThat(opening.summary().toByteArray())
                .isEqualTo(Octets.ascii("summary hello").toByteArray());
        assertThat(state(ADA)).isEqualTo(kept.state());
    }

    @Test
    void uids_and_states_grow_and_are_never_given_twice() {
        var first = keep(ADA, message("a", 1), Role.INBOX);
        var second = keep(ADA, message("b", 2), Role.INBOX);
        destroy(ADA, second.id());

        closeStore();
        store = openStore();
        var third = keep(ADA, message("c", 3), Role.INBOX);

        var inbox = box(ADA, Role.INBOX);
        assertThat(third.uids()).isEqualTo(Map.of(inbox.id(), 3L));
        assertThat(inbox.uidNext()).isEqualTo(4);
        assertThat(first.state()).isLessThan(second.state());
        assertThat(second.state()).isLessThan(third.state());
    }

    @Test
    void one_transaction_for_several_accounts_keeps_what_fits_and_says_what_does_not() {
        store.open(new AccountId(3), 10);

        var outcomes = store.append(List.of(
                new Delivery(ADA, email(message("a", 1), Role.INBOX)),
                new Delivery(new AccountId(3), email(message("a", 1), Role.INBOX)),
                new Delivery(new AccountId(99), email(message("a", 1), Role.INBOX)),
                new Delivery(BOB, email(message("a", 1), Role.JUNK))));

        assertThat(outcomes.get(0)).isInstanceOf(Appended.Kept.class);
        assertThat(outcomes.get(1)).isEqualTo(new Appended.Full());
        assertThat(outcomes.get(2)).isEqualTo(new Appended.NoSuchMailbox());
        assertThat(outcomes.get(3)).isInstanceOf(Appended.Kept.class);
        assertThat(box(BOB, Role.JUNK).counts()).isEqualTo(new Mailbox.Counts(1, 1, 1, 1));
        assertThat(store.usage(new AccountId(3)).usedBytes()).isZero();
    }

    @Test
    void a_mailbox_of_another_account_is_not_a_mailbox() {
        var bobs = box(BOB, Role.INBOX).id();
        var mine = keep(ADA, message("a", 1), Role.INBOX);

        var appended = store.append(List.of(new Delivery(
                ADA,
                new NewEmail(
                        message("x", 1).sealed(), hash(1), Set.of(new NewEmail.Folder.ById(bobs)), Set.of(), NOON))));
        var edited = edit(
                ADA,
                new EmailEdits.Update(
                        mine.id(), new Edit.Replace<>(Set.of(bobs)), new Edit.Keep<>(), Optional.empty()));

        assertThat(appended).containsExactly(new Appended.NoSuchMailbox());
        assertThat(edited).isEqualTo(EmailEdits.Outcome.NO_SUCH_MAILBOX);
        assertThat(emails(BOB, mine.id())).isEmpty();
        assertThat(store.<Map<EmailId, Snapshot.Opening>>read(BOB, snapshot -> snapshot.openings(List.of(mine.id()))))
                .isEmpty();
        assertThat(store.<Map<ThreadId, List<EmailId>>>read(BOB, snapshot -> snapshot.threads(List.of(mine.thread()))))
                .isEmpty();
        assertThat(ids(BOB, inMailbox(box(ADA, Role.INBOX).id(), false))).isEmpty();
    }

    @Test
    void an_account_that_is_opened_again_has_the_new_quota_and_keeps_its_mail() {
        var kept = keep(ADA, message("a", 1), Role.INBOX);
        long used = store.usage(ADA).usedBytes();

        store.open(ADA, used);

        assertThat(store.usage(ADA)).isEqualTo(new Mailstore.Usage(used, used));
        assertThat(store.append(List.of(new Delivery(ADA, email(message("b", 2), Role.INBOX)))))
                .containsExactly(new Appended.Full());
        assertThat(emails(ADA, kept.id())).hasSize(1);
    }

    @Test
    void the_quota_counts_all_three_packets_and_gives_back_what_is_destroyed() {
        var letter = message("a", 1);
        var sealed = letter.sealed();
        long size =
                sealed.key().size() + sealed.summary().size() + sealed.body().size();
        var kept = keep(ADA, letter, Role.INBOX);
        assertThat(store.usage(ADA).usedBytes()).isEqualTo(size);

        edit(
                ADA,
                new EmailEdits.Update(
                        kept.id(),
                        new Edit.Keep<>(),
                        new Edit.Keep<>(),
                        Optional.of(Octets.ascii("a longer summary than before"))));
        assertThat(store.usage(ADA).usedBytes())
                .isEqualTo(size - sealed.summary().size() + "a longer summary than before".length());

        destroy(ADA, kept.id());
        assertThat(store.usage(ADA).usedBytes()).isZero();
    }

    @Test
    void messages_with_one_hash_are_one_thread_and_a_thread_ends_with_its_last() {
        var first = keep(ADA, message("a", 7), Role.INBOX);
        var second = keep(ADA, message("b", 7), Role.SENT);
        var other = keep(ADA, message("c", 8), Role.INBOX);
        assertThat(second.thread()).isEqualTo(first.thread());
        assertThat(other.thread()).isNotEqualTo(first.thread());
        assertThat(store.<Map<ThreadId, List<EmailId>>>read(ADA, snapshot -> snapshot.threads(List.of(first.thread()))))
                .isEqualTo(Map.of(first.thread(), List.of(first.id(), second.id())));

        long before = state(ADA);
        destroy(ADA, first.id());
        destroy(ADA, second.id());

        assertThat(since(store.read(ADA, snapshot -> snapshot.threadChanges(before, 10)))
                        .destroyed())
                .containsExactly(first.thread());
        assertThat(keep(ADA, message("d", 7), Role.INBOX).thread()).isNotEqualTo(first.thread());
    }

    @Test
    void a_thread_that_a_stranger_feeds_without_end_is_followed_by_another() {
        var deliveries = IntStream.range(0, 501)
                .mapToObj(i -> new Delivery(ADA, email(message("m" + i, 1), Role.INBOX)))
                .toList();

        var threads = new HashSet<ThreadId>();
        store.append(deliveries).forEach(kept -> threads.add(((Appended.Kept) kept).thread()));

        assertThat(threads).hasSize(2);
        assertThat(box(ADA, Role.INBOX).counts()).isEqualTo(new Mailbox.Counts(501, 501, 2, 2));
    }

    @Test
    void edits_say_what_became_of_each_message() {
        var kept = keep(ADA, message("a", 1), Role.INBOX);
        var many = IntStream.range(0, 101).mapToObj(i -> "k" + i).collect(Collectors.toSet());

        assertThat(edit(
                        ADA,
                        new EmailEdits.Update(new EmailId(999), new Edit.Keep<>(), add("$seen"), Optional.empty())))
                .isEqualTo(EmailEdits.Outcome.NOT_FOUND);
        assertThat(edit(ADA, new EmailEdits.Update(kept.id(), new Edit.Replace<>(Set.of()), add(), Optional.empty())))
                .isEqualTo(EmailEdits.Outcome.NO_MAILBOX_LEFT);
        assertThat(edit(
                        ADA,
                        new EmailEdits.Update(
                                kept.id(), new Edit.Replace<>(Set.of(new MailboxId(999))), add(), Optional.empty())))
                .isEqualTo(EmailEdits.Outcome.NO_SUCH_MAILBOX);
        assertThat(edit(
                        ADA,
                        new EmailEdits.Update(
                                kept.id(), new Edit.Keep<>(), new Edit.Replace<>(many), Optional.empty())))
                .isEqualTo(EmailEdits.Outcome.TOO_MANY_KEYWORDS);
        assertThat(state(ADA)).isEqualTo(kept.state());
    }

    @Test
    void words_that_are_no_keywords_are_a_fault_of_the_caller() {
        assertThatThrownBy(() -> store.append(List.of(new Delivery(
                        ADA,
                        new NewEmail(
                                message("x", 1).sealed(),
                                hash(1),
                                Set.of(new NewEmail.Folder.ByRole(Role.INBOX)),
                                Set.of("two words"),
                                NOON)))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(box(ADA, Role.INBOX).counts().totalEmails()).isZero();
    }

    @Test
    void mailboxes_are_made_moved_and_destroyed_within_their_rules() {
        var made = (MailboxEdits.Result.Applied) store.edit(
                ADA,
                new MailboxEdits(
                        OptionalLong.empty(),
                        Map.of(
                                "child",
                                create(Optional.of(new MailboxEdits.Parent.CreatedAs("top"))),
                                "top",
                                create(Optional.empty())),
                        List.of(),
                        List.of()));
        var top = ((MailboxEdits.Outcome.Created) made.created().get("top")).id();
        var child = ((MailboxEdits.Outcome.Created) made.created().get("child")).id();
        var inbox = box(ADA, Role.INBOX).id();

        var bad = (MailboxEdits.Result.Applied) store.edit(
                ADA,
                new MailboxEdits(
                        OptionalLong.empty(),
                        Map.of("lost", create(Optional.of(new MailboxEdits.Parent.Known(new MailboxId(999))))),
                        List.of(
                                new MailboxEdits.Update(
                                        top,
                                        Optional.of(Optional.of(new MailboxEdits.Parent.Known(child))),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()),
                                new MailboxEdits.Update(
                                        inbox,
                                        Optional.empty(),
                                        Optional.of(Octets.ascii("sealed")),
                                        Optional.empty(),
                                        Optional.empty())),
                        List.of(
                                new MailboxEdits.Destroy(top, true),
                                new MailboxEdits.Destroy(new MailboxId(999), true))));

        assertThat(bad.created()).containsEntry("lost", new MailboxEdits.Outcome.BadParent());
        assertThat(bad.updated())
                .containsEntry(top, new MailboxEdits.Outcome.BadParent())
                .containsEntry(inbox, new MailboxEdits.Outcome.HasRole());
        assertThat(bad.destroyed())
                .containsEntry(top, new MailboxEdits.Outcome.HasChild())
                .containsEntry(new MailboxId(999), new MailboxEdits.Outcome.NotFound());
        assertThat(destroyMailboxes(false, child, top).values())
                .hasSize(2)
                .containsOnly(new MailboxEdits.Outcome.Done());
        assertThat(since(store.read(ADA, snapshot -> snapshot.mailboxChanges(made.newState(), 10)))
                        .destroyed())
                .containsExactly(child, top);
    }

    @Test
    void a_mailbox_goes_with_its_messages_only_when_that_is_said_and_others_keep_theirs() {
        var folder = made(create(Optional.empty()));
        var alone = keep(ADA, message("a", 1), new NewEmail.Folder.ById(folder));
        var both = keep(ADA, message("b", 2), new NewEmail.Folder.ById(folder), new NewEmail.Folder.ByRole(Role.INBOX));

        assertThat(destroyMailbox(folder, false)).isEqualTo(new MailboxEdits.Outcome.HasEmail());
        assertThat(destroyMailbox(folder, true)).isEqualTo(new MailboxEdits.Outcome.Done());

        assertThat(emails(ADA, alone.id(), both.id())).extracting(Email::id).containsExactly(both.id());
        assertThat(email(ADA, both.id()).uids())
                .containsOnlyKeys(box(ADA, Role.INBOX).id());
        assertThat(box(ADA, Role.INBOX).counts()).isEqualTo(new Mailbox.Counts(1, 1, 1, 1));
    }

    @Test
    void an_account_that_is_removed_leaves_nothing_and_others_as_they_were() {
        var mine = keep(ADA, message("a", 1), Role.INBOX);
        var bobs = keep(BOB, message("b", 1), Role.INBOX);

        store.remove(ADA);

        assertThat(mailboxes(ADA)).isEmpty();
        assertThat(emails(ADA, mine.id())).isEmpty();
        assertThat(store.usage(ADA)).isEqualTo(new Mailstore.Usage(0, 0));
        assertThat(store.body(email(BOB, bobs.id())).size()).isEqualTo("body b".length());
    }

    @Test
    void many_threads_keep_and_mark_at_once_and_every_count_is_right() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, 300)
                    .mapToObj(i -> threads.submit(() -> {
                        var kept = keep(i % 2 == 0 ? ADA : BOB, message("m" + i, i % 20), Role.INBOX);
                        if (i % 3 == 0) {
                            edit(
                                    i % 2 == 0 ? ADA : BOB,
                                    new EmailEdits.Update(
                                            kept.id(), new Edit.Keep<>(), add("$seen"), Optional.empty()));
                        }
                        return kept.uids().values().iterator().next();
                    }))
                    .toList();
            for (var task : tasks) {
                assertThat(task.get()).isPositive();
            }
        }

        for (var account : List.of(ADA, BOB)) {
            var counts = box(account, Role.INBOX).counts();
            assertThat(counts.totalEmails()).isEqualTo(150);
            assertThat(counts.unreadEmails()).isEqualTo(100);
            assertThat(counts.totalThreads()).isEqualTo(10);
            assertThat(box(account, Role.INBOX).uidNext()).isEqualTo(151);
        }
    }
}
