package org.postern.lab.kill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// The mail server of another domain, which writes down how each transaction ended. A message is settled
/// when the client went on to speak on the same connection after our 250: it had the reply, and had written
/// it down, since it does so before anything else. What was settled must not come again.
final class Sink implements AutoCloseable {
    private final ServerSocket listener;
    private final Random random;
    private final List<String> taken = new ArrayList<>();
    private final Set<String> settled = new HashSet<>();
    private final List<String> takenAgain = new ArrayList<>();

    private Sink(ServerSocket listener, Random random) {
        this.listener = listener;
        this.random = random;
    }

    static Sink start(Random random) {
        try {
            var sink = new Sink(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), random);
            Thread.ofVirtual().start(sink::accept);
            return sink;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Subjects of the messages that were answered by 250, each as often as it was.
    synchronized List<String> taken() {
        return List.copyOf(taken);
    }

    /// Subjects that came again though they were settled.
    synchronized List<String> takenAgain() {
        return List.copyOf(takenAgain);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var in = new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1))) {
            var out = client.getOutputStream();
            say(out, "220 sink");
            var last = "";
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                settle(last);
                last = "";
                switch (line.substring(0, Math.min(4, line.length()))) {
                    case "DATA" -> {
                        say(out, "354 go");
                        last = text(in);
                        linger();
                        take(last);
                        say(out, "250 2.0.0 kept");
                    }
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    default -> say(out, "250 ok");
                }
            }
        } catch (IOException killed) {
            // what was said until then stands
        }
    }

    /// @return its subject
    private static String text(BufferedReader in) throws IOException {
        var subject = "";
        for (var line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null) {
                throw new IOException("cut off within the text");
            }
            if (line.startsWith("Subject: ")) {
                subject = line.substring("Subject: ".length());
            }
        }
        return subject;
    }

    private synchronized void take(String subject) {
        taken.add(subject);
        if (settled.contains(subject)) {
            takenAgain.add(subject);
        }
    }

    private synchronized void settle(String subject) {
        if (!subject.isEmpty()) {
            settled.add(subject);
        }
    }

    private void linger() {
        LockSupport.parkNanos(random.nextLong(10_000_000));
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
