package org.postern.lab.sim;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.postern.lab.sim.World.Group;

/// Hosts with addresses, and what the way from a network to an address does. Ways are one-way: a
/// connection stands only when both directions pass, and each direction may break under it.
final class Internet {
    private static final long LONG = Duration.ofDays(3650).toNanos();

    private final World world;
    private final RandomGenerator random;
    private final Map<InetAddress, Host> hosts = new HashMap<>();
    private final Map<Way, Passage> ways = new HashMap<>();
    private final List<Standing> standing = new ArrayList<>();
    private double cutShare;

    /// What becomes of a packet.
    enum Passage {
        OPEN,
        /// It is gone, and nobody says so.
        SILENT,
        /// Somebody on the way answers with a reset.
        RESET,
        /// A router says that there is no way.
        UNREACHABLE
    }

    /// A /24, as routes and limits know it.
    record Network(int prefix) {
        static Network of(InetAddress address) {
            byte[] four = address.getAddress();
            return new Network(((four[0] & 0xff) << 16) | ((four[1] & 0xff) << 8) | (four[2] & 0xff));
        }
    }

    private record Way(Network from, InetAddress to) {}

    private record Host(Group group, Consumer<Endpoint> service) {}

    private record Standing(Group server, InetAddress from, InetAddress to, Endpoint end) {}

    Internet(World world, RandomGenerator random) {
        this.world = world;
        this.random = random;
    }

    static InetAddress address(int a, int b, int c, int d) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
        } catch (UnknownHostException fourOctetsAreAnAddress) {
            throw new IllegalStateException(fourOctetsAreAnAddress);
        }
    }

    /// What answers at an address, on actors of the group.
    void serve(InetAddress at, Group group, Consumer<Endpoint> service) {
        hosts.put(at, new Host(group, service));
    }

    /// Nobody listens there any more; what stands is reset, or just stops.
    void leave(InetAddress at, Group group, boolean silently) {
        hosts.remove(at);
        for (var connection : standing) {
            if (connection.server() == group) {
                if (silently) {
                    connection.end().vanish();
                } else {
                    connection.end().reset();
                }
            }
        }
        standing.removeIf(connection -> connection.server() == group);
    }

    /// What the way from a network to an address does from now on, for connections that stand too.
    void pass(Network from, InetAddress to, Passage passage) {
        var way = new Way(from, to);
        if (passage == Passage.OPEN) {
            ways.remove(way);
        } else {
            ways.put(way, passage);
        }
    }

    void openAllWays() {
        ways.clear();
    }

    /// How many of a hundred new connections break at some octet.
    void cutShare(double share) {
        cutShare = share;
    }

    /// A connection that stands, after the time that it takes.
    ///
    /// @param group whose connection it is, to end with it
    Endpoint connect(InetAddress from, InetAddress to, Duration timeout, Group group) throws IOException {
        var there = passage(from, to);
        var back = passage(to, from);
        var host = hosts.get(to);
        if (there == Passage.SILENT || back == Passage.SILENT) {
            world.pause(timeout);
            throw new SocketTimeoutException("connect timed out");
        }
        long delay = Duration.ofMillis(5 + random.nextInt(120)).toNanos();
        world.pauseUntil(world.nanos() + 2 * delay);
        if (there == Passage.UNREACHABLE) {
            throw new NoRouteToHostException("No route to host");
        }
        host = hosts.getOrDefault(to, host);
        if (there == Passage.RESET || host == null || !hosts.containsKey(to)) {
            throw new ConnectException("Connection refused");
        }
        return establish(from, to, host, group, delay);
    }

    private Endpoint establish(InetAddress from, InetAddress to, Host host, Group group, long delay) {
        var forth = new Pipe(world, delay, () -> passage(from, to));
        var back = new Pipe(world, delay, () -> passage(to, from));
        var near = new Endpoint(world, to, back, forth);
        var far = new Endpoint(world, from, forth, back);
        standing.add(new Standing(group, from, to, near));
        standing.add(new Standing(host.group(), from, to, near));
        if (random.nextDouble() < cutShare) {
            breakLater(random.nextBoolean() ? forth : back, near);
        }
        world.begin(host.group(), "served", () -> {
            host.service().accept(far);
            standing.removeIf(connection -> connection.end() == near);
        });
        return near;
    }

    /// Somewhere: in the first words, or far into a message; by a reset, or by silence.
    private void breakLater(Pipe pipe, Endpoint whole) {
        long octets = random.nextBoolean() ? random.nextInt(400) : random.nextInt(30_000);
        boolean silently = random.nextInt(4) == 0;
        pipe.cutAfter(octets, silently ? whole::vanish : whole::reset);
    }

    private Passage passage(InetAddress from, InetAddress to) {
        return ways.getOrDefault(new Way(Network.of(from), to), Passage.OPEN);
    }

    /// For waits that only the other side ends.
    static long never() {
        return LONG;
    }

    @Nullable
    Group groupAt(InetAddress address) {
        var host = hosts.get(address);
        return host == null ? null : host.group();
    }
}
