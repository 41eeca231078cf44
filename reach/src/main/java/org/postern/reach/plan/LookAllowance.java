package org.postern.reach.plan;

import java.time.Duration;
import java.time.Instant;

/// How often one mail host may be looked at: so many ordinary rounds an hour, whatever else is looked at, and urgent
/// ones on suspicion, which are saved up in quiet times. A round is of all places that look at once. The daemon and
/// the simulator count by it (THREAT T-72). Not for several threads at once.
public final class LookAllowance {
    private static final int MOST_URGENT = 12;
    private static final int SAVING = 2; // times as long as between two ordinary rounds
    private static final Duration SAME_ROUND = Duration.ofSeconds(50); // one is of all that a minute's suspicions ask

    private final Duration between;
    private final Duration betweenUrgent;
    private final Duration most;
    private Duration saved;
    private Instant refilled;
    private Instant looked = Instant.EPOCH;

    /// Why a host is looked at. A doubt that grows must not find the urgent rounds spent on suspicions that came to
    /// nothing, so suspicions leave it half of them.
    public enum Reason {
        ROUTINE,
        SUSPICION,
        DOUBT
    }

    /// A whole one.
    ///
    /// @param anHour ordinary rounds within an hour, 1 at least
    public LookAllowance(int anHour, Instant now) {
        between = Duration.ofHours(1).dividedBy(anHour);
        betweenUrgent = between.multipliedBy(SAVING);
        most = betweenUrgent.multipliedBy(MOST_URGENT);
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
        return switch (reason) {
            case ROUTINE -> !looked.plus(between).isAfter(now);
            case SUSPICION -> isUrgentLeft(1 + MOST_URGENT / 2, now);
            case DOUBT -> isUrgentLeft(1, now);
        };
    }

    private boolean isUrgentLeft(int rounds, Instant now) {
        refill(now);
        return !looked.plus(SAME_ROUND).isAfter(now) && saved.compareTo(betweenUrgent.multipliedBy(rounds)) >= 0;
    }

    private void refill(Instant now) {
        if (now.isAfter(refilled)) {
            var more = saved.plus(Duration.between(refilled, now));
            saved = more.compareTo(most) < 0 ? more : most;
            refilled = now;
        }
    }

    /// One begins.
    public void spend(Reason reason, Instant now) {
        if (reason != Reason.ROUTINE) {
            saved = saved.minus(betweenUrgent);
        }
        looked = now;
    }

    /// When the last one began; long ago when none has.
    public Instant looked() {
        return looked;
    }
}
