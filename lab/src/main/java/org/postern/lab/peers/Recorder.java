package org.postern.lab.peers;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postern.wire.Octets;

/// A forwarder between an SMTP client and a server that keeps what passed: each message as it was sent
/// (dots removed again), with the server's verdict. It changes nothing, save that it takes STARTTLS,
/// PIPELINING and CHUNKING out of the EHLO reply, so that it can read along line by line.
public final class Recorder implements AutoCloseable {
    /// @param content as sent in DATA, without the final dot
    /// @param reply of the server to the message, or to the command that it refused
    public record Passed(String from, List<String> to, Octets content, String reply) {
        public boolean accepted() {
            return reply.startsWith("250");
        }
    }

    private final ServerSocket listener;
    private final int target;
    private final List<Passed> passed = new ArrayList<>();

    private Recorder(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /// Listens on a free loopback port and forwards to another.
    public static Recorder start(int target) {
        try {
            var recorder = new Recorder(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
            Thread.ofVirtual().start(recorder::accept);
            return recorder;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    public List<Passed> passed() {
        synchronized (passed) {
            return List.copyOf(passed);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> forward(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void forward(Socket client) {
        try (client;
                var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            new Dialogue(client, server).run();
        } catch (IOException gone) {
            // one of the two hung up: so does the other
        }
    }

    private final class Dialogue {
        private final InputStream fromClient;
        private final OutputStream toClient;
        private final InputStream fromServer;
        private final OutputStream toServer;
        private String from = "";
        private List<String> to = new ArrayList<>();

        Dialogue(Socket client, Socket server) throws IOException {
            fromClient = new BufferedInputStream(client.getInputStream());
            toClient = new BufferedOutputStream(client.getOutputStream());
            fromServer = new BufferedInputStream(server.getInputStream());
            toServer = new BufferedOutputStream(server.getOutputStream());
        }

        void run() throws IOException {
            reply(false);
            for (var line = line(fromClient); line.length > 0; line = line(fromClient)) {
                var text = new String(line, StandardCharsets.UTF_8).strip();
                send(toServer, line);
                command(text, reply(text.toUpperCase(Locale.ROOT).startsWith("EHLO")));
            }
        }

        private void command(String text, String reply) throws IOException {
            var verb = text.toUpperCase(Locale.ROOT);
            if (verb.startsWith("MAIL FROM:")) {
                from = text.substring(10);
                to = new ArrayList<>();
                keepRefusal(reply);
            } else if (verb.startsWith("RCPT TO:")) {
                to.add(text.substring(8));
                keepRefusal(reply);
            } else if (verb.equals("DATA") && reply.startsWith("354")) {
                var content = Octets.of(data());
                keep(new Passed(from, to, content, reply(false)));
            }
        }

        private void keepRefusal(String reply) {
            if (!reply.startsWith("250")) {
                keep(new Passed(from, to, Octets.empty(), reply));
            }
        }

        private byte[] data() throws IOException {
            var content = new ByteArrayOutputStream();
            for (var line = line(fromClient); line.length > 0; line = line(fromClient)) {
                toServer.write(line);
                if (line.length == 3 && line[0] == '.' && line[1] == '\r') {
                    break;
                }
                int skip = line[0] == '.' ? 1 : 0;
                content.write(line, skip, line.length - skip);
            }
            toServer.flush();
            return content.toByteArray();
        }

        private String reply(boolean ehlo) throws IOException {
            var whole = new StringBuilder();
            var lines = new ArrayList<String>();
            boolean last = false;
            while (!last) {
                var line = new String(line(fromServer), StandardCharsets.UTF_8);
                if (line.isEmpty()) {
                    throw new IOException("the server hung up");
                }
                last = line.length() < 4 || line.charAt(3) == ' ';
                if (!(ehlo && line.substring(4).strip().matches("STARTTLS|PIPELINING|CHUNKING|BINARYMIME"))) {
                    lines.add(line);
                }
                whole.append(line);
            }
            for (int i = 0; i < lines.size(); i++) {
                var mark = i == lines.size() - 1 ? " " : "-";
                toClient.write(
                        (lines.get(i).substring(0, 3) + mark + lines.get(i).substring(4))
                                .getBytes(StandardCharsets.UTF_8));
            }
            toClient.flush();
            return whole.toString().strip();
        }

        private void keep(Passed one) {
            synchronized (passed) {
                passed.add(one);
            }
        }
    }

    private static void send(OutputStream out, byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    /// One line with its end, or nothing at the end of the stream.
    private static byte[] line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        int before = 0;
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            line.write(octet);
            if (octet == '\n' && before == '\r') {
                break;
            }
            before = octet;
        }
        return line.toByteArray();
    }
}
