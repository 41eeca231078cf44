package org.postern.server.db;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// What is asked of a message `e`: a piece of SQL and its parameters. Values never become text of a
/// statement.
public final class Condition {
    private final String text;
    private final List<Object> parameters;

    private Condition(String text, List<Object> parameters) {
        this.text = text;
        this.parameters = parameters;
    }

    public static Condition all() {
        return new Condition("1 = 1", List.of());
    }

    public static Condition and(List<Condition> parts) {
        return parts.isEmpty() ? all() : joined(parts, " AND ");
    }

    public static Condition or(List<Condition> parts) {
        return parts.isEmpty() ? not(all()) : joined(parts, " OR ");
    }

    public static Condition not(Condition part) {
        return new Condition("NOT (" + part.text + ")", part.parameters);
    }

    public static Condition inMailbox(long mailbox) {
        return new Condition(
                "EXISTS (SELECT 1 FROM email_mailbox i WHERE i.email = e.id AND i.mailbox = ?)", List.of(mailbox));
    }

    public static Condition inOtherThan(Collection<Long> mailboxes) {
        return new Condition(
                "EXISTS (SELECT 1 FROM email_mailbox i WHERE i.email = e.id"
                        + " AND i.mailbox NOT IN (SELECT value FROM json_each(?)))",
                List.of(Sql.array(mailboxes)));
    }

    public static Condition before(Instant moment) {
        return new Condition("e.received_at < ?", List.of(moment));
    }

    public static Condition minSize(long sizeBytes) {
        return new Condition("e.size >= ?", List.of(sizeBytes));
    }

    public static Condition hasKeyword(String keyword) {
        return new Condition(has("e"), List.of(between(keyword)));
    }

    public static Condition allOfThreadHave(String keyword) {
        return new Condition(allInThread(), List.of(between(keyword), between(keyword)));
    }

    public static Condition someOfThreadHave(String keyword) {
        return new Condition(someInThread(), List.of(between(keyword), between(keyword)));
    }

    private static String has(String table) {
        return "instr(" + table + ".keywords, ?) > 0";
    }

    private static String allInThread() {
        return "NOT " + inThread("NOT " + has("t"));
    }

    private static String someInThread() {
        return inThread(has("t"));
    }

    /// The message that gave the thread its id, or one of the others ([ThreadRows]).
    private static String inThread(String which) {
        return "(EXISTS (SELECT 1 FROM email t WHERE t.id = e.thread AND t.thread = t.id AND " + which + ")"
                + " OR EXISTS (SELECT 1 FROM email t WHERE t.thread = e.thread AND t.thread <> t.id AND " + which
                + "))";
    }

    private static String between(String keyword) {
        return " " + keyword + " ";
    }

    private static Condition joined(List<Condition> parts, String word) {
        var parameters = new ArrayList<Object>();
        parts.forEach(part -> parameters.addAll(part.parameters));
        return new Condition(
                parts.stream().map(part -> part.text).collect(Collectors.joining(word, "(", ")")), parameters);
    }

    String text() {
        return text;
    }

    List<Object> parameters() {
        return parameters;
    }

    /// By what a list is ordered; ties go to the newest id.
    public sealed interface Order {
        boolean ascending();

        record ReceivedAt(boolean ascending) implements Order {}

        record Size(boolean ascending) implements Order {}

        /// False before true when ascending.
        record Holds(Condition condition, boolean ascending) implements Order {}
    }
}
