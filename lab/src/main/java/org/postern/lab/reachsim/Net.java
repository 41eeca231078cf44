package org.postern.lab.reachsim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postern.reach.SourceNetwork;

/// One network with its senders, resolvers and mail hosts.
final class Net {
    final int number;
    final SourceNetwork id;
    final double mailsAnHour;
    final List<Mailer> mailers = new ArrayList<>();
    final List<Resolver> resolvers = new ArrayList<>();
    final long[] hostsDownUntil;

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
