package org.postern.server.mailstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.mailstore.Mailstore.Delivery;
import org.postern.wire.Octets;

/// Large mailboxes that go, and what is remembered of what is gone.
class StoredMailTracesTest extends MailstoreFixture {
    private static final int MANY = 1000;

    @TempDir
    Path folder;

    private StoredMailOnDisk open;

    @Override
    protected Mailstore openStore() {
        open = new StoredMailOnDisk(folder, published, ADA, BOB);
        return open.store();
    }

    @Override
    protected void closeStore() {
        open.close();
    }

    @Test
    void a_large_mailbox_is_destroyed_with_its_messages_in_more_than_one_step() {
        var box = made(create(Optional.empty()));
        fill(box);
        long before = state(ADA);
        published.clear();

        assertThat(destroyMailbox(box, true)).isEqualTo(new MailboxEdits.Outcome.Done());

        assertThat(mailboxes(ADA)).noneMatch(mailbox -> mailbox.id().equals(box));
        assertThat(store.usage(ADA).usedBytes()).isZero();
        assertThat(published.size()).isGreaterThan(MANY / 500);
        assertThat(state(ADA)).isGreaterThan(before);
    }

    @Test
    void a_large_mailbox_stays_whole_when_the_state_is_not_the_one_that_was_asked_for() {
        var box = made(create(Optional.empty()));
        fill(box);
        long used = store.usage(ADA).usedBytes();

        var result = store.edit(
                ADA,
                new MailboxEdits(
                        OptionalLong.of(state(ADA) - 1),
                        Map.of(),
                        List.of(),
                        List.of(new MailboxEdits.Destroy(box, true))));

        assertThat(result).isInstanceOf(MailboxEdits.Result.StateMismatch.class);
        assertThat(store.usage(ADA).usedBytes()).isEqualTo(used);
    }

    @Test
    void traces_of_what_is_gone_are_forgotten_after_so_many_numbers_and_nobody_is_told_half_a_list() {
        long early = state(ADA);
        for (int round = 0; round < 3; round++) {
            var box = made(create(Optional.empty()));
            fill(box);
            destroyMailbox(box, true);
        }
        long late = state(ADA);
        var last = keep(ADA, message("last", 1), Role.INBOX).id();
        destroy(ADA, last);

        assertThat(store.<Changes<EmailId>>read(ADA, snapshot -> snapshot.emailChanges(early, 10)))
                .isInstanceOf(Changes.CannotTell.class);
        var since = since(store.read(ADA, snapshot -> snapshot.emailChanges(late - 1000, 10_000)));
        assertThat(since.newState()).isEqualTo(state(ADA));
        assertThat(since.destroyed()).isNotEmpty();
        long traces = open.database()
                .read(
                        tables -> tables
                                .changes()
                                .since(org.postern.server.db.ChangeRows.Kind.EMAIL, ADA.value(), 0, 1_000_000)
                                .stream()
                                .filter(org.postern.server.db.ChangeRows.ChangeRow::destroyed)
                                .count());
        assertThat(traces).isLessThan(StoredMailOnDisk.TRACES_KEPT);
    }

    private void fill(MailboxId box) {
        var deliveries = new ArrayList<Delivery>();
        for (int i = 0; i < MANY; i++) {
            deliveries.add(new Delivery(
                    ADA,
                    new NewEmail(
                            message("m" + i, i).sealed(),
                            Octets.of(java.nio.ByteBuffer.allocate(16)
                                    .putLong(box.value())
                                    .putLong(i)
                                    .array()),
                            Set.of(new NewEmail.Folder.ById(box)),
                            Set.of(),
                            NOON)));
        }
        store.append(deliveries);
    }
}
