package org.postern.lab.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.postern.lab.peers.Child;

/// A program between two ends of a connection, on a router that turns connections to it. The far end sees the
/// customer's own address, as behind a box that nobody sees: the program speaks from an alias of it, a link-local
/// address that no other has, and the router writes the customer's in its place.
public final class MiddleBox implements AutoCloseable {
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(20_000);
    private static final int SMTP = 25;
    private static final int HTTPS = 443;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// `169.254.64.0/24` stands for the first prefix of a network, and so on.
    private static final String ALIASES = "169.254.";
    private static final int FIRST_ALIAS = 64;

    private final Child process;
    private final List<Door> doors;

    private MiddleBox(Child process, List<Door> doors) {
        this.process = process;
        this.doors = doors;
    }

    /// A port of a target that it stands before.
    ///
    /// @param at port of the router where it takes what is meant for that
    record Door(String target, int port, int at) {}

    /// What it is told.
    ///
    /// @param number of octets or milliseconds, where the habit has one
    /// @param domains where the habit looks for names: these and all below
    record Order(Habit habit, int number, List<String> domains) {
        static Order of(Habit habit) {
            return of(habit, 0);
        }

        static Order of(Habit habit, int number) {
            return new Order(habit, number, List.of());
        }

        /// Sessions that ask for such a name are held.
        static Order hold(List<String> domains) {
            return new Order(Habit.HOLD_NAMES, 0, List.copyOf(domains));
        }

        boolean isListed(String name) {
            var wanted = "." + name.toLowerCase(Locale.ROOT);
            return domains.stream().anyMatch(domain -> wanted.endsWith("." + domain));
        }
    }

    /// What it does to what passes.
    enum Habit {
        /// Both sides are reset when EHLO passes.
        RESET,
        /// `STARTTLS` in answers is overwritten, as some firewalls do.
        STRIP,
        /// Nothing passes any more once a TLS handshake begins.
        HOLD_TLS,
        /// Nothing passes any more once a TLS handshake asks for a listed name. It stands before the web too.
        HOLD_NAMES,
        /// Nothing passes any more after so many octets of the client.
        FREEZE,
        /// All passes, so many milliseconds late.
        DELAY;

        private List<Integer> ports() {
            return this == HOLD_NAMES ? List.of(SMTP, HTTPS) : List.of(SMTP);
        }
    }

    /// Makes a network's router give its boxes the addresses of its customers. Once for each router.
    static void prepare(Network network) {
        var router = network.router();
        router.run("ip", "route", "add", "local", ALIASES + FIRST_ALIAS + ".0/18", "dev", "lo");
        router.run("nft", "add", "table", "ip", "boxes");
        router.run("nft", "add chain ip boxes mask { type nat hook postrouting priority srcnat; }");
        for (int i = 0; i < network.prefixes().size(); i++) {
            var alias = ALIASES + (FIRST_ALIAS + i) + ".0/24";
            router.run(
                    "nft",
                    "add rule ip boxes mask ip saddr " + alias + " snat ip prefix to ip saddr map { " + alias + " : "
                            + network.prefixes().get(i) + ".0/24 }");
        }
    }

    /// @param targets addresses that it stands before
    static MiddleBox start(Network network, Order order, List<String> targets) {
        var doors = targets.stream()
                .flatMap(target ->
                        order.habit().ports().stream().map(port -> new Door(target, port, NEXT_PORT.getAndIncrement())))
                .toList();
        var arguments = new ArrayList<>(List.of(
                order.habit().name(),
                Integer.toString(order.number()),
                String.join(",", order.domains()),
                String.join(",", network.prefixes())));
        doors.forEach(door ->
                arguments.addAll(List.of(door.target(), Integer.toString(door.port()), Integer.toString(door.at()))));
        var words = JavaProgram.command(List.of("-Xmx32m"), MiddleBox.class.getName(), arguments);
        var process = network.router().start("middlebox" + doors.getFirst().at(), words, Map.of());
        process.until(() -> process.output().contains("ready"), PATIENCE);
        return new MiddleBox(process, doors);
    }

    /// What must be turned to it.
    List<Door> doors() {
        return doors;
    }

    @Override
    public void close() {
        process.close();
    }

    /// The program: habit, number, domains, prefixes of its customers; address, port and own port of each door.
    public static void main(String[] words) throws IOException {
        var order = new Order(Habit.valueOf(words[0]), Integer.parseInt(words[1]), split(words[2]));
        var box = new Box(order, split(words[3]));
        for (int i = 4; i < words.length; i += 3) {
            var target = new InetSocketAddress(InetAddress.ofLiteral(words[i]), Integer.parseInt(words[i + 1]));
            var socket = new ServerSocket(Integer.parseInt(words[i + 2]), 200);
            Thread.ofPlatform().start(() -> box.stand(socket, target));
        }
        System.out.println("ready");
    }

    private static List<String> split(String list) {
        return List.of(list.split(",", -1));
    }

    /// The program at its work.
    ///
    /// @param prefixes of its customers
    private record Box(Order order, List<String> prefixes) {
        void stand(ServerSocket listening, InetSocketAddress target) {
            try (listening) {
                while (true) {
                    var near = listening.accept();
                    Thread.ofVirtual().start(() -> pass(near, target));
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        private void pass(Socket near, InetSocketAddress target) {
            try (near;
                    var far = new Socket()) {
                far.bind(alias(near.getInetAddress()));
                far.connect(target);
                var session = new Passage(order, near, far);
                var back = Thread.ofVirtual().start(session::answers);
                session.requests();
                back.join();
            } catch (IOException broken) {
                // Whoever hangs up, hangs up.
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        private InetSocketAddress alias(InetAddress customer) {
            var text = customer.getHostAddress();
            int dot = text.lastIndexOf('.');
            int prefix = prefixes.indexOf(text.substring(0, dot));
            return new InetSocketAddress(
                    InetAddress.ofLiteral(ALIASES + (FIRST_ALIAS + prefix) + text.substring(dot)), 0);
        }
    }

    /// One connection.
    private static final class Passage {
        private final Order order;
        private final Habit habit;
        private final Socket near;
        private final Socket far;

        /// What the client says from its first TLS record on, until that can be read whole.
        private final ByteArrayOutputStream hello = new ByteArrayOutputStream();

        private boolean named;
        private volatile boolean held;

        private Passage(Order order, Socket near, Socket far) {
            this.order = order;
            this.habit = order.habit();
            this.near = near;
            this.far = far;
        }

        void requests() {
            pump(near, far, true);
        }

        void answers() {
            pump(far, near, false);
        }

        private void pump(Socket from, Socket to, boolean requests) {
            var some = new byte[4096];
            long sum = 0;
            try {
                int count;
                while ((count = from.getInputStream().read(some)) >= 0) {
                    sum += count;
                    if (requests && judged(some, count, sum)) {
                        return;
                    }
                    if (habit == Habit.DELAY) {
                        LockSupport.parkNanos(Duration.ofMillis(order.number()).toNanos());
                    }
                    if (!held) {
                        to.getOutputStream().write(passing(Arrays.copyOf(some, count), requests));
                    }
                }
                if (!held) { // the end of what is held does not pass either
                    to.shutdownOutput();
                }
            } catch (IOException broken) {
                hangUp(to);
            }
        }

        /// @return whether this connection is at its end
        private boolean judged(byte[] some, int count, long sum) throws IOException {
            if (habit == Habit.RESET && new String(some, 0, count, StandardCharsets.US_ASCII).startsWith("EHLO")) {
                near.setSoLinger(true, 0);
                far.setSoLinger(true, 0);
                near.close();
                far.close();
                return true;
            }
            held |= habit == Habit.HOLD_TLS && some[0] == ClientHello.HANDSHAKE;
            held |= habit == Habit.FREEZE && sum > order.number();
            return false;
        }

        private byte[] passing(byte[] some, boolean requests) {
            if (requests) {
                return habit == Habit.HOLD_NAMES && !named ? whenNamed(some) : some;
            }
            if (habit != Habit.STRIP) {
                return some;
            }
            return new String(some, StandardCharsets.ISO_8859_1)
                    .replace("STARTTLS", "XXXXXXXX")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }

        /// @return nothing until it is known which name is asked for, and then what was said until then
        private byte[] whenNamed(byte[] some) {
            if (hello.size() == 0 && some[0] != ClientHello.HANDSHAKE) {
                return some;
            }
            hello.writeBytes(some);
            var read = ClientHello.read(hello.toByteArray());
            named = read.isPresent();
            held = read.flatMap(ClientHello::serverName).filter(order::isListed).isPresent();
            return named && !held ? hello.toByteArray() : new byte[0];
        }

        private static void hangUp(Socket socket) {
            try {
                socket.close();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
