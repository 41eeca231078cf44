package org.postern.server.db;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.postern.wire.Octets;

/// What a backup counts and leaves out, and what a restore changes, across the rows of all rooms.
public final class BackupRows {
    /// How far numbers of states and ids jump at a restore: further than anything can have come since the
    /// backup, and 2^21 restores fit into what JSON counts exactly.
    static final long JUMP = 1L << 32;

    /// The same for UIDVALIDITY, which has 32 bits, and for ids that people read.
    static final long SMALL_JUMP = 1L << 20;

    private static final List<String> COUNTED = List.of("email", "thread", "submission", "queue_job", "session");
    private static final List<String> COUNTED_SMALL = List.of("mailbox", "account");

    private static final String LOST_LONE = "SELECT e.id FROM email e LEFT JOIN lone_thread l"
            + " ON l.account = e.account AND l.hash = e.lone_hash AND l.email = e.id"
            + " WHERE e.lone_hash IS NOT NULL AND e.id <= (SELECT lone_to FROM mail_log) AND l.email IS NULL LIMIT 1";

    private final Sql sql;

    BackupRows(Sql sql) {
        this.sql = sql;
    }

    public record CountsRow(long accounts, long messages, long jobs) {}

    public CountsRow counts() {
        return new CountsRow(count("account"), count("email"), count("queue_job"));
    }

    private long count(String table) {
        return sql.number("SELECT count(*) FROM " + table).orElse(0);
    }

    /// The key of one job.
    public record SecretRow(long job, Octets secret) {}

    /// Takes the keys of waiting jobs out of the rows.
    public List<SecretRow> takeSecrets() {
        var secrets = sql.list(
                "SELECT id, secret FROM queue_job ORDER BY id",
                row -> new SecretRow(row.number(1), Octets.of(row.octets(2))));
        sql.change("UPDATE queue_job SET secret = zeroblob(0)");
        return secrets;
    }

    /// Puts a key back where it was taken from.
    public void giveSecret(SecretRow row) {
        sql.change("UPDATE queue_job SET secret = ? WHERE id = ?", row.secret(), row.job());
    }

    /// Removes every job without a key: nothing opens it. What it was for counts as failed.
    ///
    /// @return how many
    public int dropKeyless() {
        sql.change("UPDATE submission SET failed = failed + waiting, waiting = 0, finished_at = sent_at WHERE id IN"
                + " (SELECT submission FROM queue_job WHERE length(secret) = 0)");
        return sql.change("DELETE FROM queue_job WHERE length(secret) = 0");
    }

    /// Lets every number jump, so that none is given twice and every client asks for everything anew;
    /// holds what waits to leave; ends every session, revoked ones included.
    public void beginAnew() {
        sql.change("UPDATE mail_account SET modseq = modseq + ?, known_from = modseq + ?", JUMP, JUMP);
        sql.change("UPDATE queue_account SET state = state + ?, known_from = state + ?", JUMP, JUMP);
        sql.change("UPDATE mailbox SET uid_validity = uid_validity + ?", SMALL_JUMP);
        COUNTED.forEach(table -> jump(table, JUMP));
        COUNTED_SMALL.forEach(table -> jump(table, SMALL_JUMP));
        sql.change("UPDATE queue_job SET held = 1 WHERE held = 0");
        sql.change("DELETE FROM session");
        sql.change("DELETE FROM server_secret WHERE name = 'lineage'");
    }

    private void jump(String table, long by) {
        OptionalLong known = sql.number("SELECT seq FROM sqlite_sequence WHERE name = ?", table);
        if (known.isEmpty()) {
            sql.change("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table, by);
        } else {
            sql.change("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ?", by, table);
        }
    }

    /// Messages whose key or summary is not there.
    public List<Long> withoutOpening() {
        return sql.list(
                "SELECT id FROM email WHERE id NOT IN (SELECT email FROM opening) ORDER BY id", row -> row.number(1));
    }

    /// What SQLite finds wrong with its own pages; empty when nothing is.
    public List<String> faults() {
        var faults = new ArrayList<>(sql.list("PRAGMA integrity_check(20)", row -> row.text(1)));
        faults.removeIf("ok"::equals);
        if (sql.number(LOST_LONE).isPresent()) {
            faults.add("threads of one message are not found by their hash");
        }
        return faults;
    }

    /// Makes every index anew from its rows, and what follows from rows like one.
    public void rebuildIndexes() {
        sql.change("REINDEX");
        sql.change("DELETE FROM lone_thread");
        sql.change("INSERT INTO lone_thread SELECT account, lone_hash, id FROM email WHERE lone_hash IS NOT NULL"
                + " ORDER BY account, lone_hash, id");
    }
}
