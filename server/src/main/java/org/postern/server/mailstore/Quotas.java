package org.postern.server.mailstore;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.postern.server.accounts.AccountId;
import org.postern.server.db.Database;
import org.postern.server.mailstore.Mailstore.Usage;

/// How full each account is, in memory, so that no row is read for a recipient: what the rows say, and what
/// the log holds that the rows do not know yet. Read from the rows once; every later difference is told on
/// the thread that commits, in the order of the commits, so nothing is counted twice.
final class Quotas {
    private final Database database;
    private final ConcurrentMap<AccountId, Usage> known = new ConcurrentHashMap<>();

    Quotas(Database database) {
        this.database = database;
    }

    /// Empty when the account is not.
    Optional<Usage> usage(AccountId account) {
        var usage = known.get(account);
        return usage == null ? load(account) : Optional.of(usage);
    }

    private Optional<Usage> load(AccountId account) {
        return database.write(
                tables ->
                        tables.mail().account(account.value()).map(row -> new Usage(row.usedBytes(), row.quotaBytes())),
                found -> found.ifPresent(usage -> known.putIfAbsent(account, usage)));
    }

    /// What came of asking for room.
    enum Room {
        TAKEN,
        FULL,
        NO_ACCOUNT
    }

    /// Takes room for a message that is about to be kept.
    Room take(AccountId account, long bytes) {
        if (usage(account).isEmpty()) {
            return Room.NO_ACCOUNT;
        }
        boolean[] taken = {false};
        known.computeIfPresent(account, (id, usage) -> {
            taken[0] = usage.usedBytes() + bytes <= usage.quotaBytes();
            return taken[0] ? new Usage(usage.usedBytes() + bytes, usage.quotaBytes()) : usage;
        });
        return taken[0] ? Room.TAKEN : Room.FULL;
    }

    /// The use of an account became larger (or smaller, below zero) by this.
    void use(AccountId account, long bytes) {
        known.computeIfPresent(account, (id, usage) -> new Usage(usage.usedBytes() + bytes, usage.quotaBytes()));
    }

    /// From now on an account has this much.
    void allow(AccountId account, long quotaBytes) {
        known.computeIfPresent(account, (id, usage) -> new Usage(usage.usedBytes(), quotaBytes));
    }

    void forget(AccountId account) {
        known.remove(account);
    }
}
