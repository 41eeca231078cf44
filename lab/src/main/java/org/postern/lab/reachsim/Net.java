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
    static final long ROUND = 600; // seconds: six an hour
    private static final int BURST = 12;
    private static final int MOST = 6 + BURST;
    private static final long AGAIN = 50; // seconds: one round is of all that are asked for in a minute

    final int number;
    final SourceNetwork id;
    final double mailsAnHour;
    final List<Mailer> mailers = new ArrayList<>();
    final List<Resolver> resolvers = new ArrayList<>();
    final long[] hostsDownUntil;
    final Set<Integer> failedFrom = new HashSet<>();
    private final long[] seconds; // saved up; a round costs as many as lie between two ordinary ones
    private final long[] refilled;
    private final long[] looked;

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
        this.seconds = new long[hosts];
        this.refilled = new long[hosts];
        this.looked = new long[hosts];
        Arrays.fill(seconds, MOST * ROUND);
    }

    /// Whether a host may be looked at now, as `server.reachctl` counts it: so often an hour, and on suspicion
    /// some rounds more, which are saved up in quiet times.
    boolean mayLook(int host, Look look, long now) {
        seconds[host] = Math.min(MOST * ROUND, seconds[host] + now - refilled[host]);
        refilled[host] = now;
        boolean isAllowed = seconds[host] >= (1 + look.leaves) * ROUND && looked[host] + AGAIN <= now;
        if (isAllowed) {
            seconds[host] -= ROUND;
            looked[host] = now;
        }
        return isAllowed;
    }

    /// Why a host is looked at, and how many rounds that must leave for those after it in this list.
    enum Look {
        ROUTINE(BURST),
        SUSPICION(BURST / 2),
        DOUBT(0);

        private final int leaves;

        Look(int leaves) {
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
