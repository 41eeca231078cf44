package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private static final int TLS_HANDSHAKE = 0x16; // RFC 8446 §5.1
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// `169.254.64.0/24` stands for the first prefix of a network, and so on.
    private static final String ALIASES = "169.254.";
    private static final int FIRST_ALIAS = 64;

    private final Child process;
    private final List<String> targets;
    private final int firstPort;

    private MiddleBox(Child process, List<String> targets, int firstPort) {
        this.process = process;
        this.targets = targets;
        this.firstPort = firstPort;
    }

    /// What it does to what passes.
    enum Habit {
        /// Both sides are reset when EHLO passes.
        RESET,
        /// `STARTTLS` in answers is overwritten, as some firewalls do.
        STRIP,
        /// Nothing passes any more once a TLS handshake begins.
        HOLD_TLS,
        /// Nothing passes any more after so many octets of the client.
        FREEZE,
        /// All passes, so many milliseconds late.
        DELAY
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

    /// @param number of octets or milliseconds, where the habit has one
    /// @param targets addresses whose port 25 it stands before
    static MiddleBox start(Network network, Habit habit, int number, List<String> targets) {
        int port = NEXT_PORT.getAndAdd(targets.size());
        var arguments = new ArrayList<>(List.of(
                habit.name(), Integer.toString(number), Integer.toString(port), String.join(",", network.prefixes())));
        arguments.addAll(targets);
        var words = JavaProgram.command(List.of("-Xmx32m"), MiddleBox.class.getName(), arguments);
        var process = network.router().start("middlebox" + port, words, Map.of());
        process.until(() -> process.output().contains("ready"), PATIENCE);
        return new MiddleBox(process, List.copyOf(targets), port);
    }

    /// Where it takes what is meant for one of its targets.
    int port(String target) {
        return firstPort + targets.indexOf(target);
    }

    @Override
    public void close() {
        process.close();
    }

    /// The program: habit, number, first port to listen on, prefixes of its customers, targets.
    public static void main(String[] words) throws IOException {
        var box = new Box(Habit.valueOf(words[0]), Integer.parseInt(words[1]), List.of(words[3].split(",", -1)));
        int port = Integer.parseInt(words[2]);
        for (var word : List.of(words).subList(4, words.length)) {
            var target = new InetSocketAddress(InetAddress.ofLiteral(word), SMTP);
            var socket = new ServerSocket(port++, 200);
            Thread.ofPlatform().start(() -> box.stand(socket, target));
        }
        System.out.println("ready");
    }

    /// The program at its work.
    ///
    /// @param prefixes of its customers
    private record Box(Habit habit, int number, List<String> prefixes) {
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
                var session = new Passage(habit, number, near, far);
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
        private final Habit habit;
        private final int number;
        private final Socket near;
        private final Socket far;
        private volatile boolean held;

        private Passage(Habit habit, int number, Socket near, Socket far) {
            this.habit = habit;
            this.number = number;
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
                        LockSupport.parkNanos(Duration.ofMillis(number).toNanos());
                    }
                    if (!held) {
                        to.getOutputStream().write(stripped(some, count, requests), 0, count);
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
            held |= habit == Habit.HOLD_TLS && some[0] == TLS_HANDSHAKE;
            held |= habit == Habit.FREEZE && sum > number;
            return false;
        }

        private byte[] stripped(byte[] some, int count, boolean requests) {
            if (requests || habit != Habit.STRIP) {
                return some;
            }
            return new String(some, 0, count, StandardCharsets.ISO_8859_1)
                    .replace("STARTTLS", "XXXXXXXX")
                    .getBytes(StandardCharsets.ISO_8859_1);
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
