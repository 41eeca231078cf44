package org.postern.reach.plan;

import java.time.Duration;
import java.time.Instant;

/// How often one mail host may be looked at: so many rounds an hour, and on suspicion some more, which are
/// saved up in quiet times. A round is of all places that look at once. The daemon and the simulator count by
/// it (THREAT T-72). Not for several threads at once.
public final class LookAllowance {
    private static final int BURST = 12;
    private static final Duration SAME_ROUND = Duration.ofSeconds(50); // one is of all that a minute's suspicions ask

    private final Duration between;
    private final Duration most;
    private Duration saved;
    private Instant refilled;
    private Instant looked = Instant.EPOCH;

    /// Why a host is looked at, and how many rounds that leaves for the reasons after it in this list: a
    /// doubt that grows must not find the allowance spent on suspicions that came to nothing.
    public enum Reason {
        ROUTINE(BURST),
        SUSPICION(BURST / 2),
        DOUBT(0);

        private final int leaves;

        Reason(int leaves) {
            this.leaves = leaves;
        }
    }

    /// A whole one.
    ///
    /// @param anHour ordinary rounds within an hour, 1 at least
    public LookAllowance(int anHour, Instant now) {
        between = Duration.ofHours(1).dividedBy(anHour);
        most = between.multipliedBy(anHour + (long) BURST);
        saved = most;
        refilled = now;
    }

    /// A whole one of a host that was looked at before.
    ///
    /// @param looked when
    public static LookAllowance after(int anHour, Instant looked, Instant now) {
        var allowance = new LookAllowance(anHour, now);
        allowance.looked = looked;
        return allowance;
    }

    /// Whether a round may begin.
    public boolean allows(Reason reason, Instant now) {
        if (now.isAfter(refilled)) {
            var more = saved.plus(Duration.between(refilled, now));
            saved = more.compareTo(most) < 0 ? more : most;
        }
        refilled = now;
        var least = reason == Reason.ROUTINE ? between : SAME_ROUND;
        return !looked.plus(least).isAfter(now) && saved.compareTo(between.multipliedBy(1L + reason.leaves)) >= 0;
    }

    /// One begins.
    public void spend(Instant now) {
        saved = saved.minus(between);
        looked = now;
    }

    /// When the last one began; long ago when none has.
    public Instant looked() {
        return looked;
    }
}
