package org.postern.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
    private static final Migrations.Script FIRST = new Migrations.Script(1, "CREATE TABLE a (x); CREATE TABLE b (x);");
    private static final Migrations.Script SECOND = new Migrations.Script(2, "INSERT INTO a VALUES (5)");

    @TempDir
    Path folder;

    private SqliteConnections connections;

    @BeforeEach
    void connect() {
        connections = new SqliteConnections(folder.resolve("test.db"));
    }

    @Test
    void each_script_is_applied_once_and_in_order() {
        apply(List.of(SECOND, FIRST));
        apply(List.of(SECOND, FIRST));

        assertThat(number("SELECT COUNT(*) FROM a")).isEqualTo(1);
        assertThat(number("SELECT COUNT(*) FROM schema_version")).isEqualTo(2);
    }

    @Test
    void a_newer_schema_than_the_program_is_refused_with_the_reason() {
        apply(List.of(FIRST, SECOND));

        assertThatThrownBy(() -> apply(List.of(FIRST)))
                .isInstanceOf(StoreBroken.class)
                .hasMessageContaining("newer version of postern")
                .hasMessageContaining("step 2");
    }

    @Test
    void a_script_that_fails_leaves_nothing_of_itself() {
        apply(List.of(FIRST));

        assertThatThrownBy(() -> apply(List.of(
                        FIRST, new Migrations.Script(2, "INSERT INTO a VALUES (1); INSERT INTO nowhere VALUES (1)"))))
                .isInstanceOf(StoreBroken.class);

        assertThat(number("SELECT COUNT(*) FROM a")).isZero();
        apply(List.of(FIRST, SECOND));
        assertThat(number("SELECT COUNT(*) FROM a")).isEqualTo(1);
    }

    @Test
    void the_connection_keeps_the_settings_that_durability_and_secrecy_rest_on() {
        try (var sql = new Sql(connections.writer())) {
            assertThat(sql.first("PRAGMA journal_mode", row -> row.text(1))).contains("wal");
            assertThat(sql.number("PRAGMA synchronous")).hasValue(2); // FULL
            assertThat(sql.number("PRAGMA secure_delete")).hasValue(1);
            assertThat(sql.number("PRAGMA foreign_keys")).hasValue(1);
            assertThat(sql.number("PRAGMA temp_store")).hasValue(2); // memory
        }
    }

    private void apply(List<Migrations.Script> scripts) {
        try (var sql = new Sql(connections.writer())) {
            sql.migrate(new Migrations(scripts));
        }
    }

    private long number(String query) {
        try (var sql = new Sql(connections.writer())) {
            return sql.number(query).orElseThrow();
        }
    }
}
