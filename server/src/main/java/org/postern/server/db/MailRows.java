package org.postern.server.db;

import java.util.Optional;

/// Accounts as the mail store knows them: their state number and quota.
public final class MailRows {
    private final Sql sql;

    MailRows(Sql sql) {
        this.sql = sql;
    }

    /// @param modseq the last number given; never goes back
    /// @param usedBytes padded octets of everything kept
    public record AccountRow(long account, long modseq, long quotaBytes, long usedBytes) {}

    public Optional<AccountRow> account(long account) {
        return sql.first(
                "SELECT account, modseq, quota, used FROM mail_account WHERE account = ?",
                row -> new AccountRow(row.number(1), row.number(2), row.number(3), row.number(4)),
                account);
    }

    /// The state before which changes cannot be told.
    public long knownFrom(long account) {
        return sql.number("SELECT known_from FROM mail_account WHERE account = ?", account)
                .orElse(0);
    }

    /// Makes or replaces the row.
    public void put(AccountRow row) {
        sql.change(
                "INSERT INTO mail_account (account, modseq, quota, used) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (account) DO UPDATE SET modseq = excluded.modseq,"
                        + " quota = excluded.quota, used = excluded.used",
                row.account(),
                row.modseq(),
                row.quotaBytes(),
                row.usedBytes());
    }

    public void setQuota(long account, long quotaBytes) {
        sql.change("UPDATE mail_account SET quota = ? WHERE account = ?", quotaBytes, account);
    }

    /// The number of the last note of the log that the rows hold; 0 when they hold none.
    public long lastNote() {
        return sql.number("SELECT last_note FROM mail_log").orElse(0);
    }

    public void putLastNote(long number) {
        sql.change("UPDATE mail_log SET last_note = ?", number);
    }

    /// Up to this message all that are alone in their thread are found by its hash.
    public long loneTo() {
        return sql.number("SELECT lone_to FROM mail_log").orElse(0);
    }

    public void putLoneTo(long email) {
        sql.change("UPDATE mail_log SET lone_to = ?", email);
    }

    /// Removes the traces of what is gone up to a state, and remembers it.
    public void prune(long account, long upTo) {
        for (var kind : ChangeRows.Kind.values()) {
            sql.change(
                    "DELETE FROM destroyed WHERE account = ? AND kind = ? AND modseq <= ?",
                    account,
                    kind.number(),
                    upTo);
        }
        sql.change(
                "DELETE FROM expunged WHERE mailbox IN (SELECT id FROM mailbox WHERE account = ?) AND modseq <= ?",
                account,
                upTo);
        sql.change("UPDATE mail_account SET known_from = ? WHERE account = ?", upTo, account);
    }

    /// Removes the row and every trace that belongs to it. The messages are gone already.
    public void remove(long account) {
        sql.change("DELETE FROM expunged WHERE mailbox IN (SELECT id FROM mailbox WHERE account = ?)", account);
        sql.change("DELETE FROM destroyed WHERE account = ?", account);
        sql.change("DELETE FROM mailbox_thread WHERE mailbox IN (SELECT id FROM mailbox WHERE account = ?)", account);
        sql.change("DELETE FROM thread WHERE account = ?", account);
        sql.change("UPDATE mailbox SET parent = NULL WHERE account = ?", account);
        sql.change("DELETE FROM mailbox WHERE account = ?", account);
        sql.change("DELETE FROM mail_account WHERE account = ?", account);
    }
}
