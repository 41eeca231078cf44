package org.postern.server.db;

import java.time.Instant;
import java.util.Optional;
import org.postern.wire.Octets;

/// How the owners of accounts prove themselves.
public final class LoginRows {
    private static final int SOURCES_KEPT = 32;

    private final Sql sql;

    LoginRows(Sql sql) {
        this.sql = sql;
    }

    /// What a client derives with, and what the server proves with.
    public record Verifier(
            Octets kdfSalt, int memoryKiB, int iterations, int parallelism, Octets srpSalt, Octets verifier) {}

    /// @param totpStep the last one used
    public record LoginRow(Verifier verifier, Octets phrasePublicKey, Optional<Octets> totpSecret, long totpStep) {}

    public Optional<LoginRow> of(long account) {
        return sql.first(
                "SELECT kdf_salt, kdf_memory_kib, kdf_iterations, kdf_parallelism, srp_salt, verifier,"
                        + " phrase_public_key, totp_secret, totp_step FROM login WHERE account = ?",
                row -> new LoginRow(
                        new Verifier(
                                Octets.of(row.octets(1)),
                                row.smallNumber(2),
                                row.smallNumber(3),
                                row.smallNumber(4),
                                Octets.of(row.octets(5)),
                                Octets.of(row.octets(6))),
                        Octets.of(row.octets(7)),
                        row.maybeOctets(8).map(Octets::of),
                        row.number(9)),
                account);
    }

    public void add(long account, Verifier verifier, Octets phrasePublicKey) {
        sql.change(
                "INSERT INTO login (account, kdf_salt, kdf_memory_kib, kdf_iterations, kdf_parallelism, srp_salt,"
                        + " verifier, phrase_public_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                account,
                verifier.kdfSalt(),
                verifier.memoryKiB(),
                verifier.iterations(),
                verifier.parallelism(),
                verifier.srpSalt(),
                verifier.verifier(),
                phrasePublicKey);
    }

    public void setVerifier(long account, Verifier verifier) {
        sql.change(
                "UPDATE login SET kdf_salt = ?, kdf_memory_kib = ?, kdf_iterations = ?, kdf_parallelism = ?,"
                        + " srp_salt = ?, verifier = ? WHERE account = ?",
                verifier.kdfSalt(),
                verifier.memoryKiB(),
                verifier.iterations(),
                verifier.parallelism(),
                verifier.srpSalt(),
                verifier.verifier(),
                account);
    }

    public void setPhrasePublicKey(long account, Octets phrasePublicKey) {
        sql.change("UPDATE login SET phrase_public_key = ? WHERE account = ?", phrasePublicKey, account);
    }

    /// An empty secret removes the second factor.
    public void setTotp(long account, Optional<Octets> secret, long usedStep) {
        sql.change("UPDATE login SET totp_secret = ?, totp_step = ? WHERE account = ?", secret, usedStep, account);
    }

    /// False when this step or a later one was used already, also by somebody at the same moment.
    public boolean useTotpStep(long account, long step) {
        return sql.change("UPDATE login SET totp_step = ? WHERE account = ? AND totp_step < ?", step, account, step)
                == 1;
    }

    public boolean knowsSource(long account, int mark) {
        return sql.number("SELECT 1 FROM known_source WHERE account = ? AND mark = ?", account, mark)
                .isPresent();
    }

    /// Remembers a source; the oldest give way.
    public void addSource(long account, int mark, Instant seen) {
        sql.change(
                "INSERT INTO known_source (account, mark, seen) VALUES (?, ?, ?)"
                        + " ON CONFLICT (account, mark) DO UPDATE SET seen = excluded.seen",
                account,
                mark,
                seen);
        sql.change(
                "DELETE FROM known_source WHERE account = ? AND mark NOT IN"
                        + " (SELECT mark FROM known_source WHERE account = ? ORDER BY seen DESC, mark LIMIT ?)",
                account,
                account,
                SOURCES_KEPT);
    }
}
