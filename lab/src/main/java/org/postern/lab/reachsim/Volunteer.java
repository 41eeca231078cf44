package org.postern.lab.reachsim;

import java.util.Arrays;
import java.util.Optional;
import org.postern.lab.reachsim.Scenario.Act;
import org.postern.reach.Failure;
import org.postern.reach.ProbeFindings;
import org.postern.reach.RelayId;

/// Somebody inside a network who runs `postern probe` by the clock and tells the truth. Reports arrive: sealed, by
/// whatever still works. Addresses come by DNS over HTTPS where the network's resolver gives none.
final class Volunteer {
    private static final double BETWEEN_PROBES = 600;
    private static final Optional<Failure> FINE = Optional.empty();
    private static final Optional<Failure> NO_ANSWER = Optional.of(Failure.GENERIC_TIMEOUT_ERROR);

    private final World world;
    private final Net net;

    Volunteer(World world, Net net) {
        this.world = world;
        this.net = net;
    }

    void start() {
        world.agenda.after(world.random.nextDouble() * BETWEEN_PROBES, this::measure);
    }

    private void measure() {
        if (!net.isOut) {
            int[] told = world.told(net);
            for (int relay : told) {
                world.probed(net, world.pool.id(relay), findings(relay, told));
            }
            world.probed(net, RelayId.CORE, ofCore(told));
        }
        world.agenda.after(BETWEEN_PROBES, this::measure);
    }

    private ProbeFindings findings(int relay, int[] told) {
        var port25 = dead(!answers(relay));
        var others = dead(net.isNullRouted(relay) || world.pool.isDown(relay));
        var smtp = meddles(relay, Act.RESET) ? Optional.of(Failure.CONNECTION_RESET) : port25;
        var tls = dead(port25.isPresent() || meddles(relay, Act.TLS_FILTER));
        return new ProbeFindings(
                resolver(),
                FINE,
                port25,
                others,
                others,
                smtp,
                smtp.isEmpty() && !meddles(relay, Act.STARTTLS_STRIP),
                tls,
                tls,
                stopped(relay),
                sibling(relay, told));
    }

    /// Mail can come to the core: our names are answered at another address of it.
    private ProbeFindings ofCore(int[] told) {
        return new ProbeFindings(
                resolver(), FINE, FINE, FINE, FINE, FINE, true, FINE, FINE, Optional.empty(), sibling(-1, told));
    }

    private Optional<Failure> sibling(int relay, int[] told) {
        return dead(Arrays.stream(told).noneMatch(other -> other != relay && answers(other)));
    }

    private Optional<Failure> resolver() {
        var censor = net.censor;
        if (censor != null && censor.isLying()) {
            return Optional.of(Failure.DNS_BOGON_ERROR);
        }
        boolean isDeaf = net.isResolverOut || (censor != null && censor.isDeaf());
        return isDeaf ? Optional.of(Failure.DNS_SERVER_FAILURE) : FINE;
    }

    /// Where the ladder of octets stopped.
    private Optional<Long> stopped(int relay) {
        if (meddles(relay, Act.BYTE_FREEZE)) {
            return Optional.of(world.freezesAt());
        }
        return meddles(relay, Act.THROTTLE) ? Optional.of(world.throttlesAt()) : Optional.empty();
    }

    private boolean answers(int relay) {
        return !net.isSilent(relay) && !world.pool.isDown(relay);
    }

    private boolean meddles(int relay, Act act) {
        return net.censor != null && net.censor.meddles(relay, act);
    }

    private static Optional<Failure> dead(boolean isDead) {
        return isDead ? NO_ANSWER : FINE;
    }
}
