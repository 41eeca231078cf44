package org.postern.cli.rehearsal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// The rest of the world: another mail server, which takes whatever comes and forgets it.
final class Abroad implements AutoCloseable {
    private static final int BACKLOG = 100;

    private final ServerSocket door;
    private final AtomicInteger taken = new AtomicInteger();

    Abroad() {
        try {
            door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        Thread.ofVirtual().start(this::welcome);
    }

    int port() {
        return door.getLocalPort();
    }

    /// How many messages came.
    int taken() {
        return taken.get();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void welcome() {
        while (!door.isClosed()) {
            try {
                var visitor = door.accept();
                Thread.ofVirtual().start(() -> serve(visitor));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket visitor) {
        try (visitor;
                var in = new BufferedReader(
                        new InputStreamReader(visitor.getInputStream(), StandardCharsets.ISO_8859_1))) {
            say(visitor, "220 abroad.test");
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                say(visitor, answer(line, in, visitor));
            }
        } catch (IOException gone) {
            // The visitor left, or the rehearsal is over.
        }
    }

    private String answer(String line, BufferedReader in, Socket visitor) throws IOException {
        return switch (line.toUpperCase(Locale.ROOT).split("[ :]", 2)[0]) {
            case "EHLO" -> "250-abroad.test\r\n250-PIPELINING\r\n250 8BITMIME";
            case "DATA" -> {
                say(visitor, "354 go on");
                var text = in.readLine();
                while (text != null && !text.equals(".")) {
                    text = in.readLine();
                }
                taken.incrementAndGet();
                yield "250 taken";
            }
            case "QUIT" -> "221 bye";
            default -> "250 ok";
        };
    }

    private static void say(Socket visitor, String line) throws IOException {
        visitor.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
