package org.postern.server.jmap;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import org.postern.server.accounts.AccountId;

/// How many things of one kind may be under way at once, per account and in all (THREAT T-04).
final class Admission {
    private final ConcurrentMap<AccountId, Integer> perAccount = new ConcurrentHashMap<>();
    private final int mostPerAccount;
    private final Semaphore inAll;

    /// @param inAll may be shared with other kinds
    Admission(int mostPerAccount, Semaphore inAll) {
        this.mostPerAccount = mostPerAccount;
        this.inAll = inAll;
    }

    /// A place, given back by closing it.
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /// Empty when there is none.
    Optional<Place> enter(AccountId account) {
        if (!inAll.tryAcquire()) {
            return Optional.empty();
        }
        if (perAccount.merge(account, 1, Integer::sum) > mostPerAccount) {
            leave(account);
            return Optional.empty();
        }
        return Optional.of(() -> leave(account));
    }

    private void leave(AccountId account) {
        perAccount.computeIfPresent(account, (id, now) -> now == 1 ? null : now - 1);
        inAll.release();
    }
}
