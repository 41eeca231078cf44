package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.db.ReachRows;
import org.postern.server.db.SqliteDatabase;
import org.postern.wire.Octets;

final class HostBookTest {
    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    private Path folder;

    private SqliteDatabase database;
    private HostBook book;

    @BeforeEach
    void open() {
        database = SqliteDatabase.open(folder);
        book = new HostBook(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void what_was_kept_is_known_with_its_last_day() {
        book.keep(new HostBook.Known(address("192.0.2.1"), DAY));
        book.keep(new HostBook.Known(address("2001:db8::1"), DAY));
        book.keep(new HostBook.Known(address("192.0.2.1"), DAY.plus(Duration.ofDays(1))));

        assertThat(book.known(DAY.plus(Duration.ofDays(2))))
                .containsExactly(
                        new HostBook.Known(address("2001:db8::1"), DAY),
                        new HostBook.Known(address("192.0.2.1"), DAY.plus(Duration.ofDays(1))));
    }

    /// THREAT T-40
    @Test
    void after_a_month_without_mail_it_is_forgotten() {
        book.keep(new HostBook.Known(address("192.0.2.1"), DAY));

        assertThat(book.known(DAY.plus(Duration.ofDays(30)))).hasSize(1);
        assertThat(book.known(DAY.plus(Duration.ofDays(31)))).isEmpty();
        book.forgetOld(DAY.plus(Duration.ofDays(31)));
        assertThat(book.known(DAY)).isEmpty();
    }

    @Test
    void so_many_are_kept_and_the_oldest_go() {
        database.change(tables -> {
            for (int i = 0; i < HostBook.MOST + 5; i++) {
                tables.reach()
                        .keepHost(new ReachRows.Host(
                                Octets.of(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i}),
                                DAY.plus(Duration.ofDays(i == 7 ? 0 : 1))));
            }
        });

        book.forgetOld(DAY.plus(Duration.ofDays(2)));

        assertThat(book.known(DAY.plus(Duration.ofDays(2))))
                .hasSize(HostBook.MOST)
                .noneMatch(known -> known.address().equals(address("10.0.0.7")));
    }

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }
}
