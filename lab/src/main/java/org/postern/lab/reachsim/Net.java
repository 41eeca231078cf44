package org.postern.lab.reachsim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.LookAllowance;

/// One network with its senders, resolvers and mail hosts.
final class Net {
    private static final int LOOKS_AN_HOUR = 6;
    private static final Duration BETWEEN_TURNS = Duration.ofMinutes(5);

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
    int lastHost;

    Net(int number, double mailsAnHour, int hosts) {
        this.number = number;
        this.id = new SourceNetwork.As(1000L + number);
        this.mailsAnHour = mailsAnHour;
        this.hostsDownUntil = new long[hosts];
        this.allowances = IntStream.range(0, hosts)
                .mapToObj(host -> new LookAllowance(LOOKS_AN_HOUR, Instant.EPOCH))
                .toList();
    }

    /// The host whose ordinary turn it is, the one first that was not looked at for longest; that is done now.
    Optional<Integer> hostDue(Instant now) {
        if (allowances.stream().anyMatch(one -> one.looked().plus(BETWEEN_TURNS).isAfter(now))) {
            return Optional.empty();
        }
        var due = IntStream.range(0, allowances.size())
                .boxed()
                .min(Comparator.comparing(host -> allowances.get(host).looked()))
                .filter(host -> mayLook(host, LookAllowance.Reason.ROUTINE, now));
        due.ifPresent(host -> lastHost = host);
        return due;
    }

    /// Whether a host may be looked at now; if so, that is done.
    boolean mayLook(int host, LookAllowance.Reason reason, Instant now) {
        boolean isAllowed = allowances.get(host).allows(reason, now);
        if (isAllowed) {
            allowances.get(host).spend(reason, now);
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
