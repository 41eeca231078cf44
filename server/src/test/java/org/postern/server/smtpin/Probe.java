package org.postern.server.smtpin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A raw socket that speaks to a door, with escapes for what no client would send.
final class Probe implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private Socket socket;

    Probe(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    Socket socket() {
        return socket;
    }

    void secured(Socket over) {
        socket = over;
    }

    Probe send(String escaped) throws IOException {
        socket.getOutputStream().write(unescape(escaped));
        return this;
    }

    /// Sends a line and reads the answer.
    String ask(String line) throws IOException {
        send(line + "\\r\\n");
        return answer();
    }

    /// One whole reply, `code text`, the lines joined by ` / `, or empty at the end.
    String answer() throws IOException {
        List<String> texts = new ArrayList<>();
        while (true) {
            var line = line();
            if (line.isEmpty()) {
                return "";
            }
            texts.add(line.get().length() > 4 ? line.get().substring(4) : "");
            if (line.get().length() < 4 || line.get().charAt(3) != '-') {
                return line.get().substring(0, 3) + " " + String.join(" / ", texts);
            }
        }
    }

    /// Whether the door closes, and by an orderly end.
    boolean isEnded() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private Optional<String> line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = socket.getInputStream().read();
                c != '\n';
                c = socket.getInputStream().read()) {
            if (c < 0) {
                return Optional.empty();
            }
            line.write(c);
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8).stripTrailing());
    }

    /// `\r`, `\n`, `\0`, `\xNN`, `{x*300}` for 300 times x.
    static byte[] unescape(String text) {
        var repeated = Pattern.compile("\\{(.+?)\\*(\\d+)}")
                .matcher(text)
                .replaceAll(
                        m -> java.util.regex.Matcher.quoteReplacement(m.group(1).repeat(Integer.parseInt(m.group(2)))));
        var octets = new ByteArrayOutputStream();
        for (int i = 0; i < repeated.length(); i++) {
            char c = repeated.charAt(i);
            if (c != '\\' || i + 1 == repeated.length()) {
                octets.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            switch (repeated.charAt(++i)) {
                case 'r' -> octets.write('\r');
                case 'n' -> octets.write('\n');
                case '0' -> octets.write(0);
                case 'x' -> {
                    octets.write(Integer.parseInt(repeated.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> octets.write(repeated.charAt(i));
            }
        }
        return octets.toByteArray();
    }
}
