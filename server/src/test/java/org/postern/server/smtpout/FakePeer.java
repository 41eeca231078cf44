package org.postern.server.smtpout;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A mail server that plays dialogues on a real loopback socket, one for each connection it takes.
/// Lines of a dialogue: `S: text` it says; `C: text` it expects (a final `*` for any rest); `D:` it takes
/// the text of DATA up to the final dot; `E` the client must close; `X` it closes. A `#` begins a remark.
public final class FakePeer implements AutoCloseable {
    private final ServerSocket server;
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final Thread thread;

    public FakePeer(String... dialogues) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread = Thread.startVirtualThread(() -> play(List.of(dialogues)));
    }

    public int port() {
        return server.getLocalPort();
    }

    /// What it got as text, dots still doubled, without the final dot.
    public List<String> texts() {
        return List.copyOf(texts);
    }

    /// Waits for the last dialogue's end.
    ///
    /// @return what did not go as written; empty when all did
    public List<String> problems() throws InterruptedException {
        thread.join();
        return List.copyOf(problems);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void play(List<String> dialogues) {
        for (var dialogue : dialogues) {
            try (var socket = server.accept()) {
                play(socket, dialogue);
            } catch (IOException broken) {
                problems.add("in <" + dialogue.lines().findFirst().orElse("") + ">: " + broken);
            }
        }
    }

    private void play(Socket socket, String dialogue) throws IOException {
        socket.setSoTimeout(10_000);
        var in = socket.getInputStream();
        for (var step : steps(dialogue)) {
            if (step.startsWith("S: ")) {
                socket.getOutputStream().write((step.substring(3) + "\r\n").getBytes(StandardCharsets.UTF_8));
            } else if (step.startsWith("C: ")) {
                expect(step.substring(3), line(in));
            } else if (step.equals("D:")) {
                texts.add(text(in));
            } else if (step.equals("E")) {
                expect("", line(in));
            } else if (step.equals("X")) {
                return;
            }
        }
    }

    private static List<String> steps(String dialogue) {
        return dialogue.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private void expect(String pattern, String line) {
        boolean matches = pattern.endsWith("*")
                ? line.startsWith(pattern.substring(0, pattern.length() - 1))
                : line.equals(pattern);
        if (!matches) {
            problems.add("expected <" + pattern + "> and got <" + line + ">");
        }
    }

    private static String text(InputStream in) throws IOException {
        var lines = new ArrayList<String>();
        for (var line = line(in); !line.equals("."); line = line(in)) {
            lines.add(line + "\r\n");
        }
        return String.join("", lines);
    }

    private static String line(InputStream in) throws IOException {
        var line = new java.io.ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
