package org.postern.server.db;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postern.wire.Octets;

/// Who is logged in.
public final class SessionRows {
    private static final String COLUMNS = "id, account, token_hash, kind, label, created, last_used";

    private final Sql sql;

    SessionRows(Sql sql) {
        this.sql = sql;
    }

    /// @param kind a word of the room `accounts`
    public record SessionRow(
            long id, long account, Octets tokenHash, String kind, String label, Instant created, Instant lastUsed) {}

    /// What a session begins with.
    public record NewSession(long account, Octets tokenHash, String kind, String label, Instant created) {}

    /// Its id. An account keeps so many sessions at most; those used longest ago go.
    ///
    /// @return the new row and the token hashes of those that went
    public Added add(NewSession session, int most) {
        var id = sql.number(
                        "INSERT INTO session (account, token_hash, kind, label, created, last_used)"
                                + " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                        session.account(),
                        session.tokenHash(),
                        session.kind(),
                        session.label(),
                        session.created(),
                        session.created())
                .orElseThrow();
        var gone = sql.list(
                "DELETE FROM session WHERE account = ? AND id NOT IN"
                        + " (SELECT id FROM session WHERE account = ? ORDER BY last_used DESC, id DESC LIMIT ?)"
                        + " RETURNING token_hash",
                row -> Octets.of(row.octets(1)),
                session.account(),
                session.account(),
                most);
        return new Added(id, gone);
    }

    public record Added(long id, List<Octets> gone) {}

    public Optional<SessionRow> byToken(Octets tokenHash) {
        return sql.first("SELECT " + COLUMNS + " FROM session WHERE token_hash = ?", SessionRows::row, tokenHash);
    }

    /// Newest first.
    public List<SessionRow> of(long account) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM session WHERE account = ? ORDER BY id DESC", SessionRows::row, account);
    }

    public void touch(long id, Instant lastUsed) {
        sql.change("UPDATE session SET last_used = ? WHERE id = ?", lastUsed, id);
    }

    /// The token hash of the session that went, when it was this account's.
    public Optional<Octets> remove(long account, long id) {
        return sql.first(
                "DELETE FROM session WHERE account = ? AND id = ? RETURNING token_hash",
                row -> Octets.of(row.octets(1)),
                account,
                id);
    }

    /// All of an account but one; no session has the id 0.
    public List<Octets> removeOthers(long account, long kept) {
        return sql.list(
                "DELETE FROM session WHERE account = ? AND id <> ? RETURNING token_hash",
                row -> Octets.of(row.octets(1)),
                account,
                kept);
    }

    /// Sessions of one kind that were last used before a moment.
    public int removeIdle(String kind, Instant before) {
        return sql.change("DELETE FROM session WHERE kind = ? AND last_used < ?", kind, before);
    }

    private static SessionRow row(Row row) throws java.sql.SQLException {
        return new SessionRow(
                row.number(1),
                row.number(2),
                Octets.of(row.octets(3)),
                row.text(4),
                row.text(5),
                row.moment(6),
                row.moment(7));
    }
}
