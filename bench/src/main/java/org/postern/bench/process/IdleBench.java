package org.postern.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.postern.bench.Run;
import org.postern.bench.service.Bench;
import org.postern.bench.service.JmapAccount;
import org.postern.bench.service.Postern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern bench idle`: what the server holds while nothing happens, alone and with many sessions open. The
/// sessions all come from loopback and one account, so the bounds for one network and one account are raised;
/// nothing else is. Both sides need a file handle for each: `ulimit -n 20000` before it.
@Command(name = "idle", mixinStandardHelpOptions = true, description = "memory while nothing happens")
public final class IdleBench implements Callable<Integer> {
    private static final int ROOM = 20_000;

    /// The heap is looked through once a minute while nothing happens (`G1PeriodicGCInterval`).
    @Option(names = "--settle", defaultValue = "70", description = "seconds from the last change to a reading")
    private int settleSeconds;

    @Option(names = "--sessions", defaultValue = "5000", description = "of each kind")
    private int sessions;

    @Option(names = "--scratch", defaultValue = "/var/tmp", description = "a folder for the data")
    private Path scratch = Path.of("");

    @Override
    public Integer call() throws IOException {
        var folder = Files.createTempDirectory(scratch, "postern-bench-");
        var settings = Map.of(
                "[smtp]", List.of("sessions_per_network = " + ROOM, "sessions = " + ROOM),
                "[http]", List.of("connections = " + ROOM, "source_burst = " + ROOM, "session_burst = " + ROOM),
                "[jmap]", List.of("max_push_connections = " + ROOM, "max_push_connections_per_account = " + ROOM));
        var open = new ArrayList<Socket>();
        try (var postern = new Postern(Bench.in(folder), settings)) {
            var alone = settled(postern);
            open.addAll(many(() -> greeted(postern.port())));
            var greeted = settled(postern);
            open.addAll(many(() -> listening(postern.accounts().getFirst(), false)));
            var streams = settled(postern);
            open.addAll(many(() -> listening(postern.accounts().getFirst(), true)));
            var sockets = settled(postern);
            System.out.println(Run.circumstances());
            System.out.printf("| | MB resident | KB for each of %d |%n|---|---|---|%n", sessions);
            System.out.printf("| alone, after four sign-ups | %.0f | |%n", alone.residentMegabytes());
            print("SMTP sessions, greeted", greeted, alone);
            print("event streams", streams, greeted);
            print("WebSockets", sockets, streams);
        } finally {
            for (var socket : open) {
                socket.close();
            }
            Run.remove(folder);
        }
        return 0;
    }

    private Memory settled(Postern postern) {
        LockSupport.parkNanos(Duration.ofSeconds(settleSeconds).toNanos());
        var memory = Memory.of(postern.pid());
        Run.say("%.1f MB resident".formatted(memory.residentMegabytes()));
        return memory;
    }

    private void print(String what, Memory now, Memory before) {
        System.out.printf(
                "| and %d %s | %.0f | %.1f |%n",
                sessions,
                what,
                now.residentMegabytes(),
                (now.residentKilobytes() - before.residentKilobytes()) / (double) sessions);
    }

    /// Opens one session; returns when the server has said what it says first.
    private interface Opening {
        Socket open() throws IOException;
    }

    private List<Socket> many(Opening opening) throws IOException {
        var open = new ArrayList<Socket>();
        for (int i = 0; i < sessions; i++) {
            open.add(opening.open());
        }
        return open;
    }

    private static Socket greeted(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        var in = reader(socket);
        expect(in, "220");
        say(socket, "EHLO idle.test");
        var line = expect(in, "250");
        while (line.startsWith("250-")) {
            line = expect(in, "250");
        }
        return socket;
    }

    private static Socket listening(JmapAccount account, boolean webSocket) throws IOException {
        var site = URI.create(account.site());
        var socket = new Socket(InetAddress.getLoopbackAddress(), site.getPort());
        say(
                socket,
                webSocket ? "GET /jmap/ws HTTP/1.1" : "GET /jmap/events?types=*&closeafter=no&ping=0 HTTP/1.1",
                "Host: " + site.getAuthority(),
                "Authorization: Bearer " + account.token());
        if (webSocket) {
            say(
                    socket,
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
                    "Sec-WebSocket-Protocol: jmap");
        }
        say(socket, "");
        expect(reader(socket), webSocket ? "HTTP/1.1 101" : "HTTP/1.1 200");
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 1024);
    }

    private static String expect(BufferedReader in, String beginning) throws IOException {
        var line = String.valueOf(in.readLine());
        if (!line.startsWith(beginning)) {
            throw new IllegalStateException("the server said " + line);
        }
        return line;
    }

    private static void say(Socket socket, String... lines) throws IOException {
        socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
