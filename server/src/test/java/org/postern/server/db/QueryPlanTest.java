package org.postern.server.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.db.ChangeRows.Kind;
import org.postern.server.db.Condition.Order;
import org.postern.server.db.SearchRows.Asked;
import org.postern.server.db.SearchRows.Newest;
import org.postern.server.db.ThreadRows.HashKey;
import org.postern.wire.Octets;

/// How SQLite answers what is asked all the time: from an index, never by reading a table from end to end,
/// and sorted only where there is little to sort.
class QueryPlanTest {
    @TempDir
    Path folder;

    @Test
    void no_statement_of_lists_and_changes_scans_a_table() {
        try (var sql = new Sql(new SqliteConnections(folder.resolve("test.db")).writer())) {
            sql.migrate(Migrations.shipped());
            ask(new Tables(sql));

            for (var text : sql.texts()) {
                assertThat(plan(sql, text))
                        .as(text)
                        .noneMatch(step -> step.startsWith("SCAN")
                                && !step.contains("json_each")
                                && !step.contains("ROW") // a list of values
                                && !step.equals("SCAN w"));
            }
        }
    }

    @Test
    void lists_and_changes_come_in_order_out_of_an_index() {
        try (var sql = new Sql(new SqliteConnections(folder.resolve("test.db")).writer())) {
            sql.migrate(Migrations.shipped());
            askInOrder(new Tables(sql));

            for (var text : sql.texts()) {
                assertThat(plan(sql, text)).as(text).noneMatch(step -> step.contains("TEMP B-TREE"));
            }
        }
    }

    private static List<String> plan(Sql sql, String text) {
        return sql.list("EXPLAIN QUERY PLAN " + text, row -> row.text(4));
    }

    private static void askInOrder(Tables tables) {
        for (boolean collapsed : new boolean[] {false, true}) {
            tables.searches().page(new Newest(1, collapsed), 0, 50);
            tables.searches().position(new Newest(1, collapsed), 1);
        }
        tables.changes().since(Kind.EMAIL, 1, 1, 10);
        tables.changes().since(Kind.THREAD, 1, 1, 10);
        tables.changes().moved(1, 1, 1, 10);
        tables.emails().someIn(1, 10);
        tables.emails().places(0, 10);
        tables.searches().page(inMailbox(new Order.ReceivedAt(false)), 0, 50);
    }

    private static Asked inMailbox(Order order) {
        return new Asked(1, OptionalLong.of(1), Condition.hasKeyword("$flagged"), List.of(order), false);
    }

    private static void ask(Tables tables) {
        askInOrder(tables);
        tables.mail().account(1);
        tables.mailboxes().byRole(1, "inbox");
        tables.mailboxes().all(1);
        tables.emails().byId(1, 1);
        tables.emails().byIds(1, List.of(1L));
        tables.emails().openings(1, List.of(1L));
        tables.emails().memberships(1);
        tables.emails().uids(List.of(1L));
        tables.emails().anyPlaceBeginningWith("1:");
        tables.emails().holding("1:");
        tables.threads().byHashes(List.of(new HashKey(1, Octets.of(new byte[16]))));
        tables.threads().loneAfter(1);
        tables.threads().lone(List.of(1L));
        tables.threads().addLone(List.of(1L));
        tables.emails().join(1);
        tables.threads().byId(1);
        tables.threads().inMailboxes(1);
        tables.threads().newest(1, 1, 1);
        tables.threads().members(1, List.of(1L));
        tables.emails().markHead(1, Instant.EPOCH, 1, true);
        tables.changes().present(1, List.of(1L), 10);
    }
}
