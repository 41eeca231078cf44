package org.postern.server.db;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.postern.server.db.Condition.Order;

/// Lists of messages. A mailbox, newest first, is read from an index alone, with or without collapsed
/// threads; everything else is compiled from a [Condition].
public final class SearchRows {
    private final Sql sql;

    SearchRows(Sql sql) {
        this.sql = sql;
    }

    /// A mailbox, newest first.
    ///
    /// @param collapsed only the newest of each thread
    public record Newest(long mailbox, boolean collapsed) {
        private String listed(String table) {
            return collapsed ? " AND " + table + ".head = 1" : "";
        }
    }

    public List<Long> page(Newest list, long offset, int limit) {
        return sql.list(
                "SELECT m.email FROM email_mailbox m WHERE m.mailbox = ?" + list.listed("m")
                        + " ORDER BY m.received_at DESC, m.email DESC LIMIT ? OFFSET ?",
                row -> row.number(1),
                list.mailbox(),
                limit,
                offset);
    }

    /// At which place a message stands in the list, from 0; empty when it is not in it.
    public OptionalLong position(Newest list, long email) {
        return sql.number(
                "SELECT (SELECT COUNT(*) FROM email_mailbox b WHERE b.mailbox = m.mailbox"
                        + list.listed("b") + " AND (b.received_at, b.email) > (m.received_at, m.email))"
                        + " FROM email_mailbox m WHERE m.email = ? AND m.mailbox = ?" + list.listed("m"),
                email,
                list.mailbox());
    }

    /// Any list.
    ///
    /// @param within a mailbox that all of them are in, which makes the list cheaper
    public record Asked(
            long account, OptionalLong within, Condition condition, List<Order> orders, boolean collapsed) {}

    public List<Long> page(Asked asked, long offset, int limit) {
        var parameters = new ArrayList<Object>();
        var text = select(asked, parameters) + " LIMIT ? OFFSET ?";
        parameters.add(limit);
        parameters.add(offset);
        return sql.list(text, row -> row.number(1), parameters.toArray());
    }

    public List<Long> all(Asked asked) {
        var parameters = new ArrayList<Object>();
        return sql.list(select(asked, parameters), row -> row.number(1), parameters.toArray());
    }

    public long count(Asked asked) {
        var parameters = new ArrayList<Object>();
        var counted = asked.collapsed() ? "COUNT(DISTINCT e.thread)" : "COUNT(*)";
        return sql.number("SELECT " + counted + fromWhere(asked, parameters), parameters.toArray())
                .orElseThrow();
    }

    private static String select(Asked asked, List<Object> parameters) {
        if (!asked.collapsed()) {
            var from = fromWhere(asked, parameters);
            return "SELECT e.id" + from + " ORDER BY " + orderBy(asked, parameters);
        }
        var inner = new ArrayList<Object>();
        var order = orderBy(asked, inner);
        var from = fromWhere(asked, parameters);
        parameters.addAll(0, inner); // ROW_NUMBER over all stands first
        return "SELECT id FROM (SELECT id, place, ROW_NUMBER() OVER (PARTITION BY thread ORDER BY place) AS nth"
                + " FROM (SELECT e.id AS id, e.thread AS thread, ROW_NUMBER() OVER (ORDER BY " + order + ") AS place"
                + from + ")) WHERE nth = 1 ORDER BY place";
    }

    private static String fromWhere(Asked asked, List<Object> parameters) {
        var where = new StringBuilder();
        if (asked.within().isPresent()) {
            where.append(" FROM email_mailbox m CROSS JOIN email e ON e.id = m.email WHERE m.mailbox = ?");
            parameters.add(asked.within().getAsLong());
            where.append(" AND +e.account = ?");
        } else {
            where.append(" FROM email e WHERE e.account = ?");
        }
        parameters.add(asked.account());
        parameters.addAll(asked.condition().parameters());
        return where.append(" AND ").append(asked.condition().text()).toString();
    }

    private static String orderBy(Asked asked, List<Object> parameters) {
        boolean within = asked.within().isPresent();
        var terms = new ArrayList<String>();
        for (var order : asked.orders()) {
            var direction = order.ascending() ? "" : " DESC";
            switch (order) {
                case Order.ReceivedAt _ -> terms.add((within ? "m.received_at" : "e.received_at") + direction);
                case Order.Size _ -> terms.add("e.size" + direction);
                case Order.Holds holds -> {
                    terms.add("(" + holds.condition().text() + ")" + direction);
                    parameters.addAll(holds.condition().parameters());
                }
            }
        }
        terms.add(within ? "m.email DESC" : "e.id DESC");
        return String.join(", ", terms);
    }
}
