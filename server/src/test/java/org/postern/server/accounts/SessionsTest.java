package org.postern.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.time.ManualClock;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

class SessionsTest {
    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private SqliteDatabase database;
    private AccountRegister register;
    private Sessions sessions;
    private AccountId ada;

    @BeforeEach
    void open() {
        database = SqliteDatabase.open(folder, 2);
        register = new AccountRegister(database, new RecordedMailboxes(), clock, new SecureRandom());
        register.addDomain(new Domain("example.org"));
        ada = add("ada@example.org");
        sessions = new Sessions(database, register, clock, new SecureRandom());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_token_finds_its_session_also_after_a_restart() {
        var opened = sessions.open(ada, Session.Kind.PAGE, "a browser");

        var found = sessions.find(opened.token()).orElseThrow();

        assertThat(found.account()).isEqualTo(ada);
        assertThat(found.label()).isEqualTo("a browser");
        var restarted = new Sessions(database, register, clock, new SecureRandom());
        assertThat(restarted.find(opened.token()).map(Session::id)).hasValue(opened.id());
    }

    @Test
    void the_token_is_not_on_the_disk() throws Exception {
        var opened = sessions.open(ada, Session.Kind.PAGE, "a browser");
        database.close();

        try (var files = Files.walk(folder)) {
            for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(opened.token());
            }
        }
    }

    @Test
    void other_tokens_find_nothing() {
        var token = sessions.open(ada, Session.Kind.PAGE, "").token();

        assertThat(sessions.find("")).isEmpty();
        assertThat(sessions.find(token.substring(1))).isEmpty();
        assertThat(sessions.find(token + "A")).isEmpty();
        assertThat(sessions.find("!".repeat(43))).isEmpty();
        assertThat(sessions.find("A".repeat(43))).isEmpty();
    }

    @Test
    void a_closed_session_ends_at_once_and_only_for_its_owner() {
        var opened = sessions.open(ada, Session.Kind.PAGE, "");
        var bea = add("bea@example.org");
        sessions.find(opened.token());

        assertThat(sessions.close(bea, opened.id())).isFalse();
        assertThat(sessions.find(opened.token())).isPresent();
        assertThat(sessions.close(ada, opened.id())).isTrue();
        assertThat(sessions.find(opened.token())).isEmpty();
    }

    @Test
    void all_others_can_be_closed() {
        var kept = sessions.open(ada, Session.Kind.PAGE, "kept");
        var app = sessions.open(ada, Session.Kind.APP, "app");
        sessions.find(kept.token());
        sessions.find(app.token());

        sessions.closeOthers(ada, kept.id());

        assertThat(sessions.find(kept.token())).isPresent();
        assertThat(sessions.find(app.token())).isEmpty();
        sessions.closeAll(ada);
        assertThat(sessions.find(kept.token())).isEmpty();
    }

    @Test
    void a_page_ends_after_thirty_idle_days_and_an_app_never() {
        var page = sessions.open(ada, Session.Kind.PAGE, "");
        var used = sessions.open(ada, Session.Kind.PAGE, "");
        var app = sessions.open(ada, Session.Kind.APP, "");

        clock.advance(Duration.ofDays(20));
        sessions.find(used.token());
        clock.advance(Duration.ofDays(11));
        sessions.sweep();

        assertThat(sessions.find(page.token())).isEmpty();
        assertThat(sessions.find(used.token())).isPresent();
        assertThat(sessions.find(app.token())).isPresent();
        assertThat(sessions.of(ada)).extracting(Session::id).containsExactly(app.id(), used.id());
    }

    @Test
    void last_use_is_kept_to_the_hour() {
        var opened = sessions.open(ada, Session.Kind.PAGE, "");

        clock.advance(Duration.ofMinutes(95));
        sessions.find(opened.token());

        assertThat(sessions.of(ada).getFirst().lastUsed()).isEqualTo("2026-03-01T13:00:00Z");
    }

    /// What keeps a connection open asks it again and again.
    @Test
    void a_session_stands_until_it_is_closed_or_its_account_suspended() {
        var first = sessions.open(ada, Session.Kind.PAGE, "");
        var second = sessions.open(ada, Session.Kind.APP, "");

        sessions.close(ada, first.id());

        assertThat(sessions.stands(ada, first.id())).isFalse();
        assertThat(sessions.stands(ada, second.id())).isTrue();
        assertThat(sessions.stands(new AccountId(ada.value() + 1), second.id())).isFalse();
        register.suspend(ada);
        assertThat(sessions.stands(ada, second.id())).isFalse();
    }

    @Test
    void sessions_of_a_suspended_or_deleted_account_do_not_count() {
        var opened = sessions.open(ada, Session.Kind.APP, "");
        sessions.find(opened.token());

        register.suspend(ada);
        assertThat(sessions.find(opened.token())).isEmpty();
        register.resume(ada);
        assertThat(sessions.find(opened.token())).isPresent();
        register.delete(ada);
        assertThat(sessions.find(opened.token())).isEmpty();
    }

    @Test
    void a_session_is_fresh_for_ten_minutes() {
        var page = sessions.open(ada, Session.Kind.PAGE, "");
        var app = sessions.open(ada, Session.Kind.APP, "");

        clock.advance(Duration.ofMinutes(9));
        assertThat(sessions.find(page.token()).orElseThrow().fresh(clock.instant()))
                .isTrue();
        assertThat(sessions.find(app.token()).orElseThrow().fresh(clock.instant()))
                .isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(sessions.find(page.token()).orElseThrow().fresh(clock.instant()))
                .isFalse();
    }

    @Test
    void an_account_has_a_hundred_sessions_at_most() {
        var first = sessions.open(ada, Session.Kind.APP, "");
        sessions.find(first.token());
        clock.advance(Duration.ofMinutes(1));

        for (int i = 0; i < 100; i++) {
            sessions.open(ada, Session.Kind.APP, "");
        }

        assertThat(sessions.of(ada)).hasSize(100);
        assertThat(sessions.find(first.token())).isEmpty();
    }

    private AccountId add(String address) {
        return register.add(MailAddress.parse(address).orElseThrow(), 1, (tables, id) -> {})
                .orElseThrow()
                .id();
    }
}
