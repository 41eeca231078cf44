package org.postern.server.db;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.postern.wire.Octets;

/// Domains, accounts, invitations and the secrets of this server.
public final class AccountRows {
    private final Sql sql;

    AccountRows(Sql sql) {
        this.sql = sql;
    }

    /// @param postmaster an account; empty for the first of the domain
    public record DomainRow(String name, OptionalLong postmaster) {}

    /// @param standing a word of the room `accounts`
    public record AccountRow(long id, String address, String domain, String standing, long quotaBytes, Instant made) {}

    /// What a new account begins with.
    public record NewAccount(
            String address, String domain, String standing, long quotaBytes, Instant made, Octets threadKey) {}

    /// @param address empty for an invitation to any free address
    public record InvitationRow(Octets codeHash, Optional<String> address, Instant made, Instant expires) {}

    /// The secret of that name; the proposal becomes it when there is none.
    public Octets secret(String name, Octets proposal) {
        sql.change("INSERT INTO server_secret (name, secret) VALUES (?, ?) ON CONFLICT DO NOTHING", name, proposal);
        return sql.first("SELECT secret FROM server_secret WHERE name = ?", row -> Octets.of(row.octets(1)), name)
                .orElseThrow();
    }

    /// Every domain, oldest first.
    public List<DomainRow> domains() {
        return sql.list(
                "SELECT name, postmaster FROM domain ORDER BY made, name",
                row -> new DomainRow(row.text(1), row.maybeNumber(2)));
    }

    /// False when it is there already.
    public boolean addDomain(String name, Instant made) {
        return sql.change("INSERT INTO domain (name, made) VALUES (?, ?) ON CONFLICT DO NOTHING", name, made) == 1;
    }

    /// False when it is not there or still has accounts.
    public boolean removeDomain(String name) {
        return sql.change(
                        "DELETE FROM domain WHERE name = ? AND NOT EXISTS (SELECT 1 FROM account WHERE domain = ?)",
                        name,
                        name)
                == 1;
    }

    public void setPostmaster(String domain, OptionalLong account) {
        sql.change("UPDATE domain SET postmaster = ? WHERE name = ?", account, domain);
    }

    /// Every account, oldest first.
    public List<AccountRow> accounts() {
        return sql.list(
                "SELECT id, address, domain, standing, quota_bytes, made FROM account ORDER BY id",
                row -> new AccountRow(
                        row.number(1), row.text(2), row.text(3), row.text(4), row.number(5), row.moment(6)));
    }

    /// The id of the new account; empty when the address is taken.
    public OptionalLong addAccount(NewAccount account) {
        return sql.number(
                "INSERT INTO account (address, domain, standing, quota_bytes, made, thread_key)"
                        + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
                account.address(),
                account.domain(),
                account.standing(),
                account.quotaBytes(),
                account.made(),
                account.threadKey());
    }

    public void setStanding(long account, String standing) {
        sql.change("UPDATE account SET standing = ? WHERE id = ?", standing, account);
    }

    public void setQuota(long account, long quotaBytes) {
        sql.change("UPDATE account SET quota_bytes = ? WHERE id = ?", quotaBytes, account);
    }

    public Optional<Octets> threadKey(long account) {
        return sql.first("SELECT thread_key FROM account WHERE id = ?", row -> Octets.of(row.octets(1)), account);
    }

    /// The account and every row of this room that belongs to it.
    public void removeAccount(long account) {
        sql.change("DELETE FROM session WHERE account = ?", account);
        sql.change("DELETE FROM known_source WHERE account = ?", account);
        sql.change("DELETE FROM login WHERE account = ?", account);
        sql.change("DELETE FROM account_keys WHERE account = ?", account);
        sql.change("UPDATE domain SET postmaster = NULL WHERE postmaster = ?", account);
        sql.change("DELETE FROM account WHERE id = ?", account);
    }

    public void addInvitation(InvitationRow invitation) {
        sql.change("DELETE FROM invitation WHERE expires < ?", invitation.made());
        sql.change(
                "INSERT INTO invitation (code_hash, address, made, expires) VALUES (?, ?, ?, ?)",
                invitation.codeHash(),
                invitation.address(),
                invitation.made(),
                invitation.expires());
    }

    public Optional<InvitationRow> invitation(Octets codeHash) {
        return sql.first(
                "SELECT code_hash, address, made, expires FROM invitation WHERE code_hash = ?",
                row -> new InvitationRow(Octets.of(row.octets(1)), row.maybeText(2), row.moment(3), row.moment(4)),
                codeHash);
    }

    /// False when it is not there (any more).
    public boolean removeInvitation(Octets codeHash) {
        return sql.change("DELETE FROM invitation WHERE code_hash = ?", codeHash) == 1;
    }
}
