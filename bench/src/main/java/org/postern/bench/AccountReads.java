package org.postern.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.postern.server.accounts.AccountId;
import org.postern.server.time.Clock;

/// How long reads of one account take, one at a time, once the compiler knows them.
record AccountReads(StoreFixture fixture, int account) {
    private static final int READS = 2000;
    private static final int WARM = 1000;
    private static final Clock CLOCK = Clock.system();

    /// How many messages [#changes] adds.
    static final int ARRIVALS = READS + WARM;

    /// After each arrival: what is new, from the call to its answer.
    ///
    /// @param inside the part of it that is the database thread's work
    /// @param control giving a thread that rests something to do and waiting for it, no store in it: what the
    ///     machine makes anybody wait for
    record Changes(String whole, String inside, String control) {}

    /// The newest 50 as a page asks for a list.
    String newest(boolean collapsed) {
        var took = new long[READS];
        for (int i = -WARM; i < READS; i++) {
            long start = CLOCK.nanos();
            fixture.newest(account, collapsed);
            took[Math.max(0, i)] = CLOCK.nanos() - start;
        }
        return StoreFixture.quantiles(took);
    }

    /// @param stored how many messages there are
    Changes changes(int stored) {
        var whole = new long[READS];
        var inside = new long[READS];
        var control = new long[READS];
        try (var other = Executors.newSingleThreadExecutor()) {
            for (int i = -WARM; i < READS; i++) {
                int at = Math.max(0, i);
                long before = fixture.state(account);
                int number = stored + WARM + i;
                fixture.fill(account, number, number + 1, StoreFixture.octets(100));
                long start = CLOCK.nanos();
                inside[at] = fixture.store().read(new AccountId(account), snapshot -> {
                    long begun = CLOCK.nanos();
                    snapshot.emailChanges(before, 500);
                    return CLOCK.nanos() - begun;
                });
                whole[at] = CLOCK.nanos() - start;
                fixture.fill(account, number, number + 1, StoreFixture.octets(100));
                control[at] = handOver(other);
            }
        }
        return new Changes(
                StoreFixture.quantiles(whole), StoreFixture.quantiles(inside), StoreFixture.quantiles(control));
    }

    private static long handOver(ExecutorService other) {
        long start = CLOCK.nanos();
        CompletableFuture.runAsync(() -> {}, other).join();
        return CLOCK.nanos() - start;
    }
}
