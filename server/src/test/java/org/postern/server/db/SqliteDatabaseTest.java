package org.postern.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.db.MailRows.AccountRow;

class SqliteDatabaseTest {
    @TempDir
    Path folder;

    @Test
    void what_was_written_is_there_after_a_restart() {
        try (var database = SqliteDatabase.open(folder)) {
            database.change(tables -> tables.mail().put(new AccountRow(7, 1, 100, 0)));
        }

        try (var again = SqliteDatabase.open(folder)) {
            assertThat(again.read(tables -> tables.mail().account(7)).orElseThrow())
                    .isEqualTo(new AccountRow(7, 1, 100, 0));
        }
    }

    @Test
    void work_that_throws_undoes_its_own_rows_and_not_those_of_its_batch() throws Exception {
        try (var database = SqliteDatabase.open(folder)) {
            var started = new CountDownLatch(1);
            var gate = new CountDownLatch(1);
            var first = database.writeLater(tables -> waitFor(started, gate)); // holds the writer while others queue up
            started.await();
            var kept = database.writeLater(tables -> put(tables, 1));
            var failed = database.writeLater(tables -> {
                put(tables, 2);
                throw new IllegalArgumentException("mine");
            });
            var alsoKept = database.writeLater(tables -> put(tables, 3));

            gate.countDown();

            assertThat(List.of(first.get(), kept.get(), alsoKept.get())).containsOnly(true);
            assertThatThrownBy(failed::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalArgumentException.class);
            assertThat(accountsOf(database, 1, 2, 3)).containsExactly(true, false, true);
        }
    }

    @Test
    void the_exception_of_the_work_reaches_its_caller_as_it_was() {
        try (var database = SqliteDatabase.open(folder)) {
            assertThatThrownBy(() -> database.write(tables -> {
                        throw new IllegalStateException("as it was");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("as it was");
        }
    }

    @Test
    void a_lost_transaction_is_told_to_everyone_in_it() throws Exception {
        try (var database = SqliteDatabase.open(folder)) {
            var started = new CountDownLatch(1);
            var gate = new CountDownLatch(1);
            var held = database.writeLater(tables -> waitFor(started, gate));
            started.await();
            var innocent = database.writeLater(tables -> put(tables, 1));
            var culprit = database.writeLater(Tables::loseTransaction);

            gate.countDown();

            assertThat(held.get()).isTrue();
            assertThatThrownBy(culprit::get).hasCauseInstanceOf(StoreBroken.class);
            assertThatThrownBy(innocent::get).hasCauseInstanceOf(StoreBroken.class);
            database.change(tables -> put(tables, 2));
            assertThat(accountsOf(database, 2)).containsExactly(true);
        }
    }

    @Test
    void many_virtual_threads_write_and_read_their_own() throws Exception {
        try (var database = SqliteDatabase.open(folder);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, 500)
                    .mapToObj(i -> threads.submit(() -> {
                        database.write(tables -> put(tables, i));
                        return database.read(tables -> tables.mail().account(i)).isPresent();
                    }))
                    .toList();

            for (var task : tasks) {
                assertThat(task.get()).isTrue();
            }
        }
    }

    @Test
    void work_that_calls_the_database_again_is_stopped_before_it_waits_for_itself() {
        try (var database = SqliteDatabase.open(folder)) {
            assertThatThrownBy(() -> database.read(outer -> database.read(inner -> true)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void reads_cannot_write() {
        try (var database = SqliteDatabase.open(folder)) {
            assertThatThrownBy(() -> database.read(tables -> put(tables, 1))).isInstanceOf(StoreBroken.class);
            assertThat(accountsOf(database, 1)).containsExactly(false);
        }
    }

    @Test
    void after_close_work_is_refused() {
        var database = SqliteDatabase.open(folder);
        database.close();

        assertThatThrownBy(() -> database.write(tables -> true)).isInstanceOf(StoreBroken.class);
        assertThatThrownBy(() -> database.read(tables -> true)).isInstanceOf(StoreBroken.class);
        database.close(); // a second time does no harm
    }

    @Test
    void a_second_holder_of_the_data_folder_is_refused() {
        try (var held = DataFolder.hold(folder)) {
            assertThatThrownBy(() -> DataFolder.hold(folder))
                    .isInstanceOf(StoreBroken.class)
                    .hasMessageContaining("in use by another postern process");
            assertThat(held.path()).isEqualTo(folder);
        }

        DataFolder.hold(folder).close();
    }

    private static boolean put(Tables tables, long account) {
        tables.mail().put(new AccountRow(account, 1, 1, 0));
        return true;
    }

    private static List<Boolean> accountsOf(Database database, long... ids) {
        return database.read(tables -> java.util.Arrays.stream(ids)
                .mapToObj(id -> tables.mail().account(id).isPresent())
                .toList());
    }

    private static boolean waitFor(CountDownLatch started, CountDownLatch gate) {
        try {
            started.countDown();
            gate.await();
            return true;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
