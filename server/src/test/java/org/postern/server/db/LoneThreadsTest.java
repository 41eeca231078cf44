package org.postern.server.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.db.SearchRows.Newest;
import org.postern.server.db.ThreadRows.HashKey;
import org.postern.server.db.ThreadRows.KnownRow;
import org.postern.server.db.ThreadRows.MemberRow;
import org.postern.wire.Octets;

/// What the steps 12 and 17 of the schema make of threads as they were before.
class LoneThreadsTest {
    private static final Octets SEVEN = Octets.ascii("0000000000000007");
    private static final Octets NINE = Octets.ascii("0000000000000009");

    @TempDir
    Path folder;

    /// Thread 7 is of the messages 3 and 4, and thread 9 of message 5 alone; it keeps its row.
    @Test
    void threads_of_the_old_form_stay_as_they_are_and_no_new_one_gets_their_id() {
        try (var sql = new Sql(new SqliteConnections(folder.resolve("test.db")).writer())) {
            sql.migrate(Migrations.shipped().before(12));
            fill(sql);

            sql.migrate(Migrations.shipped());

            var tables = new Tables(sql);
            assertThat(tables.searches().page(new Newest(1, true), 0, 10)).containsExactly(5L, 4L);
            assertThat(tables.searches().page(new Newest(1, false), 0, 10)).containsExactly(5L, 4L, 3L);
            assertThat(tables.threads().members(1, List.of(7L, 9L)))
                    .containsExactly(new MemberRow(7, 3), new MemberRow(7, 4), new MemberRow(9, 5));
            assertThat(tables.threads().byHashes(List.of(new HashKey(1, SEVEN), new HashKey(1, NINE))))
                    .extracting(KnownRow::thread)
                    .containsExactlyInAnyOrder(7L, 9L);
            assertThat(tables.emails().lastId()).isEqualTo(9);
            assertThat(sql.list("PRAGMA foreign_key_check", row -> row.text(1))).isEmpty();
            assertThat(sql.number("PRAGMA foreign_keys")).hasValue(1);
        }
    }

    @Test
    void threads_of_one_message_that_an_older_version_kept_are_found_by_their_hash() {
        try (var sql = new Sql(new SqliteConnections(folder.resolve("test.db")).writer())) {
            sql.migrate(Migrations.shipped().before(17));
            sql.change("INSERT INTO email VALUES (3, 1, 3, 1003, ' $seen ', 8, 10, '1:4096', 6, 6, ?)", SEVEN);
            sql.change("INSERT INTO email VALUES (4, 1, 9, 1004, ' $seen ', 8, 10, '1:8192', 7, 7, NULL)");

            sql.migrate(Migrations.shipped());

            var tables = new Tables(sql);
            assertThat(tables.threads().byHashes(List.of(new HashKey(1, SEVEN), new HashKey(1, NINE))))
                    .extracting(KnownRow::thread)
                    .containsExactly(3L);
            assertThat(tables.mail().loneTo()).isEqualTo(4);
            assertThat(tables.backup().faults()).isEmpty();
        }
    }

    @Test
    void a_hash_that_was_lost_is_a_fault_and_comes_back_with_the_indexes() {
        try (var sql = new Sql(new SqliteConnections(folder.resolve("test.db")).writer())) {
            sql.migrate(Migrations.shipped());
            sql.change("INSERT INTO email VALUES (3, 1, 3, 1003, ' $seen ', 8, 10, '1:4096', 6, 6, ?)", SEVEN);
            var tables = new Tables(sql);
            assertThat(tables.backup().faults()).isEmpty();

            tables.mail().putLoneTo(3);

            assertThat(tables.backup().faults()).containsExactly("threads of one message are not found by their hash");
            tables.backup().rebuildIndexes();
            assertThat(tables.backup().faults()).isEmpty();
            assertThat(tables.threads().byHashes(List.of(new HashKey(1, SEVEN))))
                    .hasSize(1);
        }
    }

    private static void fill(Sql sql) {
        sql.change("INSERT INTO mail_account (account, modseq, quota, used) VALUES (1, 20, 1000, 30)");
        sql.change("INSERT INTO mailbox VALUES (1, 1, NULL, 'inbox', x'', 1, 1, 1, 4, 3, 0, 2, 0, 9, 1)");
        thread(sql, 7, SEVEN, 2);
        thread(sql, 9, NINE, 1);
        email(sql, 3, 7);
        email(sql, 4, 7);
        email(sql, 5, 9);
        sql.change("INSERT INTO mailbox_thread VALUES (7, 1, 2, 1004, 4), (9, 1, 1, 1005, 5)");
    }

    private static void thread(Sql sql, long id, Octets hash, int emails) {
        sql.change("INSERT INTO thread VALUES (?, 1, ?, ?, 0, 0, 5, 5)", id, hash, emails);
    }

    private static void email(Sql sql, long id, long thread) {
        sql.change("INSERT INTO email VALUES (?, 1, ?, ?, ' $seen ', 8, 10, '1:4096', 6, 6)", id, thread, 1000 + id);
        sql.change("INSERT INTO opening VALUES (?, x'01', x'02')", id);
        sql.change("INSERT INTO email_mailbox VALUES (1, ?, ?, ?, ?, 6)", 1000 + id, id, thread, id - 2);
    }
}
