package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.postern.lab.peers.Child;

/// A program between two ends of a connection, on a router that turns connections to it. The far end sees the
/// router's address, which lies in the operator's network like its customers' own.
public final class MiddleBox implements AutoCloseable {
    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final int FIRST_PORT = 20_000;
    private static final int SMTP = 25;
    private static final int TLS_HANDSHAKE = 0x16; // RFC 8446 §5.1
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Child process;
    private final int port;

    private MiddleBox(Child process, int port) {
        this.process = process;
        this.port = port;
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

    /// @param number of octets or milliseconds, where the habit has one
    /// @param target address whose port 25 it stands before
    static MiddleBox start(Namespace router, Habit habit, int number, String target) {
        int port = FIRST_PORT + STARTED.incrementAndGet();
        var arguments = List.of(habit.name(), Integer.toString(number), Integer.toString(port), target);
        var words = JavaProgram.command(List.of("-Xmx64m"), MiddleBox.class.getName(), arguments);
        var process = router.start("middlebox" + port, words, Map.of());
        process.until(() -> process.output().contains("ready"), PATIENCE);
        return new MiddleBox(process, port);
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }

    /// The program: habit, number, port to listen on, target.
    public static void main(String[] words) throws IOException {
        var habit = Habit.valueOf(words[0]);
        int number = Integer.parseInt(words[1]);
        var target = new InetSocketAddress(InetAddress.ofLiteral(words[3]), SMTP);
        try (var listening = new ServerSocket(Integer.parseInt(words[2]), 200)) {
            System.out.println("ready");
            while (true) {
                var near = listening.accept();
                Thread.ofVirtual().start(() -> pass(habit, number, near, target));
            }
        }
    }

    private static void pass(Habit habit, int number, Socket near, InetSocketAddress target) {
        try (near;
                var far = new Socket()) {
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
                to.shutdownOutput();
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
