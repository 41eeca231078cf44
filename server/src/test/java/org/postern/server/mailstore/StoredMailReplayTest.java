package org.postern.server.mailstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.accounts.AccountId;
import org.postern.server.db.StoreBroken;
import org.postern.server.events.Change;
import org.postern.server.mailstore.Mailstore.Delivery;
import org.postern.wire.Octets;

/// Mail that is in the log and not yet in the index.
class StoredMailReplayTest {
    private static final AccountId ADA = MailstoreFixture.ADA;
    private static final AccountId BOB = MailstoreFixture.BOB;

    @TempDir
    Path folder;

    private final List<Change> published = new CopyOnWriteArrayList<>();
    private StoredMailOnDisk open;

    @BeforeEach
    void openForTwo() {
        open = new StoredMailOnDisk(folder, published, ADA, BOB);
        open.store().open(ADA, 100_000);
        open.store().open(BOB, 100_000);
        open.store().usage(ADA);
        open.store().usage(BOB);
    }

    @AfterEach
    void close() {
        open.close();
    }

    private void restart() {
        open.close();
        open = new StoredMailOnDisk(folder, published, ADA, BOB);
    }

    @Test
    void what_was_accepted_is_in_the_next_read() {
        for (int i = 0; i < 50; i++) {
            assertThat(open.store().accept(List.of(delivery(ADA, i)))).containsExactly(Accepted.KEPT);

            assertThat(subjects(ADA)).hasSize(i + 1);
        }
    }

    @Test
    void what_was_accepted_and_not_filed_is_filed_by_the_next_start_once_and_in_order() {
        open.store().accept(List.of(delivery(ADA, 1)));
        assertThat(subjects(ADA)).containsExactly("summary 1");
        open.database().fillUp(true);
        open.store().accept(List.of(delivery(ADA, 2), delivery(BOB, 2)));
        open.store().accept(List.of(delivery(ADA, 3)));

        restart();

        assertThat(subjects(ADA)).containsExactly("summary 1", "summary 2", "summary 3");
        assertThat(subjects(BOB)).containsExactly("summary 2");
        restart();
        assertThat(subjects(ADA)).containsExactly("summary 1", "summary 2", "summary 3");
        assertThat(bodies(ADA)).containsExactly("body 1", "body 2", "body 3");
    }

    @Test
    void it_is_filed_without_a_restart_when_the_disk_has_room_again() {
        open.database().fillUp(true);
        open.store().accept(List.of(delivery(ADA, 1)));
        assertThatThrownBy(() -> open.store().append(List.of(delivery(ADA, 2)))).isInstanceOf(StoreBroken.class);
        assertThat(subjects(ADA)).isEmpty();

        open.database().fillUp(false);
        open.store().append(List.of(delivery(ADA, 3)));

        assertThat(subjects(ADA)).containsExactly("summary 1", "summary 2", "summary 3");
    }

    @Test
    void the_quota_counts_what_is_not_filed_yet_and_the_same_after_a_restart() {
        open.database().fillUp(true);
        var large = delivery(ADA, 7, Octets.of(new byte[60_000]));
        assertThat(open.store().accept(List.of(large))).containsExactly(Accepted.KEPT);
        assertThat(open.store().accept(List.of(large))).containsExactly(Accepted.FULL);
        long used = open.store().usage(ADA).usedBytes();

        restart();

        assertThat(open.store().usage(ADA).usedBytes()).isEqualTo(used);
        assertThat(open.store().accept(List.of(large))).containsExactly(Accepted.FULL);
    }

    @Test
    void a_note_that_makes_no_sense_is_copied_aside_with_its_body_and_stops_nobody() throws Exception {
        open.database().fillUp(true);
        open.store().accept(List.of(delivery(ADA, 1)));
        open.blobs().append(List.of(Octets.ascii("a body")), Octets.ascii("no note"), entry -> {});
        open.store().accept(List.of(delivery(ADA, 2)));

        restart();

        assertThat(subjects(ADA)).containsExactly("summary 1", "summary 2");
        try (var files = Files.list(folder.resolve("blobs"))) {
            var aside = files.filter(file -> file.getFileName().toString().startsWith("aside-"))
                    .toList();
            assertThat(aside).hasSize(1);
            assertThat(Files.readString(aside.getFirst(), StandardCharsets.ISO_8859_1))
                    .contains("no note", "a body");
        }
    }

    @Test
    void an_account_that_is_not_there_gets_nothing() {
        assertThat(open.store().accept(List.of(delivery(new AccountId(99), 1), delivery(ADA, 2))))
                .containsExactly(Accepted.NO_ACCOUNT, Accepted.KEPT);

        assertThat(subjects(ADA)).containsExactly("summary 2");
    }

    @Test
    void a_message_for_a_folder_that_is_gone_is_put_into_the_inbox() {
        var usual = delivery(ADA, 1);
        var email = usual.email();
        var gone = new NewEmail(
                email.sealed(),
                email.threadHash(),
                Set.of(new NewEmail.Folder.ById(new MailboxId(4711))),
                email.keywords(),
                email.receivedAt());

        open.store().accept(List.of(new Delivery(ADA, gone)));

        assertThat(subjects(ADA)).containsExactly("summary 1");
    }

    @Test
    void changes_are_published_in_the_order_of_their_states() {
        for (int i = 0; i < 30; i++) {
            open.store().accept(List.of(delivery(ADA, i)));
        }
        assertThat(subjects(ADA)).hasSize(30);

        assertThat(published.stream().map(Change::state).toList()).isSorted();
    }

    @Test
    void a_note_is_read_as_it_was_written() {
        var byId = new NewEmail.Folder.ById(new MailboxId(5));
        var line = new Note.Line(
                ADA,
                Octets.ascii("key"),
                Octets.ascii("summary"),
                Octets.of(new byte[16]),
                Set.of(byId),
                " $seen ",
                Instant.parse("2026-11-23T12:00:00Z"));

        var read = Note.read(new Note(true, List.of(line, line)).written());

        assertThat(read.mustExist()).isTrue();
        assertThat(read.lines()).hasSize(2).allSatisfy(one -> {
            assertThat(one.account()).isEqualTo(ADA);
            assertThat(one.key().toByteArray()).isEqualTo(line.key().toByteArray());
            assertThat(one.summary().toByteArray()).isEqualTo(line.summary().toByteArray());
            assertThat(one.folders()).containsExactly(byId);
            assertThat(one.keywords()).isEqualTo(" $seen ");
            assertThat(one.receivedAt()).isEqualTo(line.receivedAt());
        });
    }

    private static Delivery delivery(AccountId account, int name) {
        return delivery(account, name, Octets.ascii("body " + name));
    }

    private static Delivery delivery(AccountId account, int name, Octets body) {
        return new Delivery(
                account,
                new NewEmail(
                        new org.postern.seal.SealedMessage(
                                Octets.ascii("key " + name), Octets.ascii("summary " + name), body),
                        MailstoreFixture.hash(name),
                        Set.of(new NewEmail.Folder.ByRole(Role.INBOX)),
                        Set.of(),
                        MailstoreFixture.NOON.plusSeconds(name)));
    }

    private List<Email> emails(AccountId account) {
        return open.store().read(account, snapshot -> {
            var inbox = snapshot.mailboxes().stream()
                    .filter(box -> box.role().filter(role -> role == Role.INBOX).isPresent())
                    .findFirst()
                    .orElseThrow();
            var query = MailstoreFixture.inMailbox(inbox.id(), false);
            var found = (EmailQuery.Found.Page) snapshot.query(query, new EmailQuery.Window.At(0, 1000), false);
            return snapshot.emails(found.ids().reversed());
        });
    }

    private List<String> bodies(AccountId account) {
        return emails(account).stream()
                .map(email -> text(open.store().body(email)))
                .toList();
    }

    private List<String> subjects(AccountId account) {
        var ids = emails(account).stream().map(Email::id).toList();
        var openings = open.store().read(account, snapshot -> snapshot.openings(ids));
        var subjects = new ArrayList<String>();
        ids.forEach(id -> subjects.add(text(openings.get(id).summary())));
        return subjects;
    }

    private static String text(Octets octets) {
        return new String(octets.toByteArray(), java.nio.charset.StandardCharsets.US_ASCII);
    }
}
