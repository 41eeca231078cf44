package org.postern.server.mailstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.db.StoreBroken;

/// Threads of one message are found by their hash before, while and after its row is written. Rounds have
/// [StoredMailOnDisk#ROUND] messages here.
class YoungThreadsTest extends MailstoreFixture {
    private static final int MANY = 3 * StoredMailOnDisk.ROUND;

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
        assertThat(open.database().<List<String>>read(tables -> tables.backup().faults()))
                .isEmpty();
        open.close();
    }

    private void restart() {
        closeStore();
        store = openStore();
    }

    private Map<Integer, ThreadId> keepAlone(int from, int to) {
        var threads = new HashMap<Integer, ThreadId>();
        for (int i = from; i < to; i++) {
            threads.put(i, keep(ADA, message("first " + i, i), Role.INBOX).thread());
        }
        return threads;
    }

    private long end() {
        return open.database().read(tables -> tables.mail().loneTo());
    }

    @Test
    void a_reply_finds_its_thread_whatever_of_it_is_written() {
        var threads = keepAlone(0, MANY);
        assertThat(end()).isPositive();

        threads.forEach((hash, thread) -> assertThat(
                        keep(ADA, message("reply " + hash, hash), Role.INBOX).thread())
                .isEqualTo(thread));
        assertThat(keep(BOB, message("stranger", 1), Role.INBOX).thread()).isNotIn(threads.values());
    }

    @Test
    void a_start_in_the_middle_of_a_round_knows_them_all() {
        var threads = new HashMap<Integer, ThreadId>();
        for (int i = 0; i < MANY; i += 7) {
            threads.putAll(keepAlone(i, i + 7));
            restart();
        }

        threads.forEach((hash, thread) -> assertThat(
                        keep(ADA, message("reply " + hash, hash), Role.INBOX).thread())
                .isEqualTo(thread));
    }

    @Test
    void what_is_gone_is_not_found() {
        var gone = new HashMap<Integer, ThreadId>();
        for (int i = 0; i < MANY; i++) {
            var kept = keep(ADA, message("first " + i, i), Role.INBOX);
            if (i % 3 == 0) {
                destroy(ADA, kept.id());
                gone.put(i, kept.thread());
            }
        }

        gone.forEach((hash, thread) -> assertThat(
                        keep(ADA, message("again " + hash, hash), Role.INBOX).thread())
                .isNotEqualTo(thread));
        assertThat(mailboxes(ADA).stream().mapToLong(box -> box.counts().totalThreads()))
                .contains((long) MANY);
    }

    @Test
    void transactions_that_fail_between_lose_none() {
        var threads = keepAlone(0, StoredMailOnDisk.ROUND + 3);
        open.database().fillUp(true);
        assertThatThrownBy(() -> keepAlone(500, 501)).isInstanceOf(StoreBroken.class);
        open.database().fillUp(false);
        threads.putAll(keepAlone(StoredMailOnDisk.ROUND + 3, MANY));

        threads.forEach((hash, thread) -> assertThat(
                        keep(ADA, message("reply " + hash, hash), Role.INBOX).thread())
                .isEqualTo(thread));
    }

    @Test
    void many_in_one_transaction_are_found_as_well() {
        var random = new Random(1);
        var threads = new HashMap<Integer, ThreadId>();
        for (int i = 0; i < 10; i++) {
            var deliveries = new ArrayList<Mailstore.Delivery>();
            var hashes = new ArrayList<Integer>();
            for (int j = 0; j < 40; j++) {
                int hash = random.nextInt(MANY);
                hashes.add(hash);
                deliveries.add(new Mailstore.Delivery(ADA, email(message(i + " " + j, hash), Role.INBOX)));
            }

            var kept = store.append(deliveries);

            for (int j = 0; j < kept.size(); j++) {
                var thread = ((Appended.Kept) kept.get(j)).thread();
                assertThat(threads.computeIfAbsent(hashes.get(j), hash -> thread))
                        .isEqualTo(thread);
            }
        }
    }

    @Test
    void nothing_of_an_account_that_was_removed_is_found() {
        keepAlone(0, MANY);
        store.remove(ADA);
        store.open(ADA, 1_000_000);

        var threads = keepAlone(0, MANY);

        assertThat(threads.values()).doesNotHaveDuplicates();
        assertThat(mailboxes(ADA).stream().mapToLong(box -> box.counts().totalThreads()))
                .contains((long) MANY);
    }
}
