package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.reach.Failure;
import org.postern.reach.Observation;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Stage;
import org.postern.server.db.SqliteDatabase;

final class HourBookTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final SourceNetwork THEM = new SourceNetwork.As(64500);
    private static final RelayId ROME = new RelayId("rome");
    private static final RelayId OSLO = new RelayId("oslo");

    @TempDir
    private Path folder;

    private SqliteDatabase database;

    @BeforeEach
    void open() {
        database = SqliteDatabase.open(folder);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void figures_of_an_hour_come_back_with_as_many_minutes_sessions_and_senders() {
        var book = new HourBook(database);
        for (int minute = 0; minute < 10; minute++) {
            book.add(passed(ROME, Stage.ASKED, minute * 6, 3));
            book.add(passed(OSLO, Stage.ASKED, minute * 6, 3));
        }
        book.add(passed(ROME, Stage.CONNECTED, 6, 2));
        book.add(new Observation.Broke(
                NOON.plusSeconds(900), THEM, ROME, Stage.TLS_DONE, Failure.EOF_ERROR, 2, 1, 16_000));
        book.write();

        var again = replayed(NOON.plus(Duration.ofHours(3)));

        assertThat(minutes(again, ROME, Stage.ASKED)).hasSize(10).isEqualTo(minutes(again, OSLO, Stage.ASKED));
        assertThat(minutes(again, ROME, Stage.ASKED)).containsAll(minutes(again, ROME, Stage.CONNECTED));
        assertThat(sum(again, ROME, Stage.ASKED)).isEqualTo(30);
        assertThat(sum(again, ROME, Stage.CONNECTED)).isEqualTo(2);
        assertThat(again)
                .filteredOn(Observation.Broke.class::isInstance)
                .singleElement()
                .extracting(seen -> ((Observation.Broke) seen).sources())
                .as("of nobody in particular")
                .isEqualTo(0L);
        assertThat(again).isSortedAccordingTo((one, other) -> one.at().compareTo(other.at()));
        assertThat(again)
                .allSatisfy(one ->
                        assertThat(one.at().truncatedTo(ChronoUnit.HOURS)).isEqualTo(NOON));
    }

    @Test
    void an_hour_that_a_restart_cut_in_two_is_one_again() {
        var before = new HourBook(database);
        before.add(passed(ROME, Stage.KEPT, 1, 2));
        before.write();
        var after = new HourBook(database);
        after.add(passed(ROME, Stage.KEPT, 40, 5));
        after.write();

        var again = replayed(NOON.plus(Duration.ofHours(1)));

        assertThat(minutes(again, ROME, Stage.KEPT)).hasSize(2);
        assertThat(sum(again, ROME, Stage.KEPT)).isEqualTo(7);
    }

    /// What is kept is of a network and an hour (THREAT T-40), and for a week or so.
    @Test
    void what_is_old_is_struck_out() {
        var book = new HourBook(database);
        book.add(passed(ROME, Stage.KEPT, 1, 2));
        book.add(passed(ROME, Stage.KEPT, 60 * 24 * 9, 2));
        book.write();

        var rows = database.read(tables -> tables.reach().hour(NOON));
        assertThat(rows).isEmpty();
        assertThat(replayed(NOON.plus(Duration.ofDays(10)))).hasSize(1);
    }

    private List<Observation> replayed(Instant now) {
        var again = new ArrayList<Observation>();
        new HourBook(database).replay(now, again::add);
        return again;
    }

    private static Observation passed(RelayId relay, Stage stage, int minute, int count) {
        return new Observation.Passed(NOON.plus(Duration.ofMinutes(minute)), THEM, relay, stage, count, 0b101);
    }

    private static Set<Instant> minutes(List<Observation> all, RelayId relay, Stage stage) {
        return of(all, relay, stage).stream().map(Observation::at).collect(Collectors.toSet());
    }

    private static int sum(List<Observation> all, RelayId relay, Stage stage) {
        return of(all, relay, stage).stream()
                .mapToInt(Observation.Passed::count)
                .sum();
    }

    private static List<Observation.Passed> of(List<Observation> all, RelayId relay, Stage stage) {
        return all.stream()
                .filter(Observation.Passed.class::isInstance)
                .map(Observation.Passed.class::cast)
                .filter(passed -> passed.relay().equals(relay) && passed.stage() == stage)
                .toList();
    }
}
