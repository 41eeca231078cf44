package org.postern.lab.reachsim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.postern.lab.reachsim.Scenario.Act;
import org.postern.lab.reachsim.Scenario.Reads;
import org.postern.lab.reachsim.Scenario.Tier;

/// Who blocks: how it comes to know addresses, how soon it acts, how widely. Several networks can obey one.
final class Censor {
    private static final long HOUR = 3600;
    private static final long DAY = 24 * HOUR;
    private static final int HITS = 3; // from which C4 blocks the whole /24, and then the hosting network
    private static final int OWN_RESOLVER = 15;
    private static final double PLANTED_A_MINUTE = 2;

    private final World world;
    private final Scenario.Censors kind;
    private final List<Net> nets;
    private final List<Resolver> eyes = new ArrayList<>();
    private final Set<Integer> seen = new TreeSet<>();
    private final Set<Integer> blocked = new HashSet<>();
    private final Map<Integer, Integer> hitsOfPrefix = new HashMap<>();
    private final Map<Integer, Integer> hitsOfHosting = new HashMap<>();
    private final Set<Integer> prefixes = new HashSet<>();
    private final Set<Integer> hostings = new HashSet<>();
    private boolean acts;

    Censor(World world, List<Net> nets) {
        this.world = world;
        this.kind = world.scenario.censors();
        this.nets = nets;
        for (var net : nets) {
            net.censor = this;
            eyes.add(kind.reads() == Reads.OWN ? new Resolver(net, OWN_RESOLVER) : net.resolvers.getFirst());
        }
    }

    /// @param begins when it first acts; it looks for a day before
    void start(long begins) {
        world.agenda.at(begins - DAY, () -> world.agenda.every(HOUR, this::look));
        world.agenda.at(begins, this::begin);
    }

    private void begin() {
        acts = true;
        switch (kind.tier()) {
            case C0 -> blockAllSeen();
            case C1 -> {
                blockAllSeen();
                world.agenda.every(DAY, this::blockAllSeen);
            }
            case C2 -> blockAllSeen();
            case C3, C4 -> {
                blockAllSeen();
                world.agenda.every(60, this::look);
            }
            case C5, C6 -> world.cut(nets, -1);
            case LIAR -> world.agenda.every(60, this::plant);
        }
    }

    private void look() {
        if (kind.tier() != Tier.C5 && kind.tier() != Tier.C6) {
            eyes.forEach(eye -> learn(eye.look(world, 1L << 63)));
        }
    }

    /// An answer passed on the wire.
    void overhear(int[] answer) {
        if (kind.reads() == Reads.WIRE) {
            learn(answer);
        }
    }

    private void learn(int[] answer) {
        for (int relay : answer) {
            boolean isNew = seen.add(relay);
            if (!isNew || !acts) {
                continue;
            }
            switch (kind.tier()) {
                case C2 -> world.agenda.after(world.random.nextDouble() * HOUR, () -> block(relay));
                case C3, C4 -> world.agenda.after(world.random.nextDouble() * 60, () -> block(relay));
                case C0, C1, C5, C6, LIAR -> {}
            }
        }
    }

    private void blockAllSeen() {
        seen.stream().limit(kind.most()).toList().forEach(this::block);
    }

    private void block(int relay) {
        if (world.pool.isPartner(relay) || !blocked.add(relay)) {
            return; // it does not dare: too much other mail comes that way
        }
        world.cut(nets, relay);
        if (kind.tier() == Tier.C4) {
            int prefix = world.pool.prefix(relay);
            int hosting = world.pool.hosting(relay);
            if (hitsOfPrefix.merge(prefix, 1, Integer::sum) >= HITS && prefixes.add(prefix)) {
                world.cut(nets, -1);
            }
            if (hitsOfHosting.merge(hosting, 1, Integer::sum) >= HITS && hostings.add(hosting)) {
                world.cut(nets, -1);
            }
        }
    }

    private boolean isHit(int relay) {
        if (world.pool.isPartner(relay)) {
            return false;
        }
        return switch (kind.tier()) {
            case C0, C1, C2, C3 -> blocked.contains(relay);
            case C4 ->
                blocked.contains(relay)
                        || prefixes.contains(world.pool.prefix(relay))
                        || hostings.contains(world.pool.hosting(relay));
            case C6 -> acts;
            case C5, LIAR -> false;
        };
    }

    boolean drops(int relay) {
        return switch (kind.act()) {
            case NULL_ROUTE, PORT_25 -> isHit(relay);
            case RESET, STARTTLS_STRIP, TLS_FILTER, THROTTLE, BYTE_FREEZE, DNS_LIE, NAME_SERVER -> false;
        };
    }

    boolean nullRoutes(int relay) {
        return kind.act() == Act.NULL_ROUTE && kind.tier() != Tier.C6 && isHit(relay);
    }

    /// What it does to sessions by the relay.
    boolean meddles(int relay, Act act) {
        return kind.act() == act && (kind.tier() == Tier.C5 ? acts && !isLiar() : isHit(relay));
    }

    /// It stands in the way of mail by the relay, somehow.
    boolean hinders(int relay) {
        return isHit(relay) || (kind.tier() == Tier.C5 && acts);
    }

    boolean isDeaf() {
        return acts && kind.act() == Act.NAME_SERVER;
    }

    boolean isLying() {
        return acts && kind.act() == Act.DNS_LIE;
    }

    boolean isLiar() {
        return kind.tier() == Tier.LIAR;
    }

    /// Questions with the forged senders of other networks, that nothing follows, and volunteers' reports of
    /// what is not so.
    private void plant() {
        for (var net : world.nets) {
            if (net.censor == null && world.random.nextDouble() < PLANTED_A_MINUTE / 2) {
                world.plant(net);
            }
        }
    }

    int burnt() {
        return blocked.size();
    }
}
