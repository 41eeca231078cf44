package org.postern.lab.reachsim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.LookAllowance;

/// One network with its senders, resolvers and mail hosts.
final class Net {
    static final int LOOKS_AN_HOUR = 6;

    final int number;
    final SourceNetwork id;
    final double mailsAnHour;
    final List<Mailer> mailers = new ArrayList<>();
    final List<Resolver> resolvers = new ArrayList<>();
    final long[] hostsDownUntil;
    final Set<Integer> failedFrom = new HashSet<>();
    private final List<LookAllowance> allowances;

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
        this.allowances = IntStream.range(0, hosts)
                .mapToObj(host -> new LookAllowance(LOOKS_AN_HOUR, Instant.EPOCH))
                .toList();
    }

    /// Whether a host may be looked at now; if so, that is done.
    boolean mayLook(int host, LookAllowance.Reason reason, Instant now) {
        boolean isAllowed = allowances.get(host).allows(reason, now);
        if (isAllowed) {
            allowances.get(host).spend(now);
        }
        return isAllowed;
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
