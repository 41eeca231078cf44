package org.postern.lab.reachsim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postern.reach.SourceNetwork;

/// One network with its senders, resolvers and mail hosts.
final class Net {
    static final double AN_HOUR = 6;
    private static final double BURST = 12;

    final int number;
    final SourceNetwork id;
    final double mailsAnHour;
    final List<Mailer> mailers = new ArrayList<>();
    final List<Resolver> resolvers = new ArrayList<>();
    final long[] hostsDownUntil;
    final Set<Integer> failedFrom = new HashSet<>();
    private final double[] rounds;
    private final long[] refilled;

    @Nullable
    Censor censor;

    boolean isOut;
    boolean isSlow;
    boolean isResolverOut;
    int faultyRelay = -1;
    int nextHost;

    Net(int number, double mailsAnHour, int hosts) {
        this.number = number;
        this.id = new SourceNetwork.As(1000L + number);
        this.mailsAnHour = mailsAnHour;
        this.hostsDownUntil = new long[hosts];
        this.rounds = new double[hosts];
        this.refilled = new long[hosts];
        Arrays.fill(rounds, AN_HOUR + BURST);
    }

    /// Whether a host may be looked at now, as `server.reachctl` counts it: so often an hour, and on suspicion
    /// some rounds more, which are saved up in quiet times.
    boolean mayLook(int host, Look look, long now) {
        rounds[host] = Math.min(AN_HOUR + BURST, rounds[host] + (now - refilled[host]) * AN_HOUR / 3600);
        refilled[host] = now;
        boolean isAllowed = rounds[host] >= 1 + look.leaves;
        if (isAllowed) {
            rounds[host]--;
        }
        return isAllowed;
    }

    /// Why a host is looked at, and how many rounds that must leave for those after it in this list.
    enum Look {
        ROUTINE(BURST),
        SUSPICION(BURST / 2),
        DOUBT(0);

        private final double leaves;

        Look(double leaves) {
            this.leaves = leaves;
        }
    }

    /// Packets to the relay's port 25 vanish.
    boolean isSilent(int relay) {
        return faultyRelay == relay || isOut || (censor != null && censor.drops(relay));
    }

    /// Packets to the relay vanish, whatever the port.
    boolean isNullRouted(int relay) {
        return faultyRelay == relay || isOut || (censor != null && censor.nullRoutes(relay));
    }

    boolean isHindered(int relay) {
        return isSilent(relay) || (censor != null && censor.hinders(relay));
    }

    boolean isCensored() {
        return censor != null && !censor.isLiar();
    }
}
