package org.postern.reach.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A mail host on a loopback address that treats every connection in one way, until it is closed.
final class FakeMailHost implements AutoCloseable {
    private final ServerSocket listener;
    private final Manner manner;

    /// What it does with a connection.
    interface Manner {
        void treat(Socket peer, BufferedReader in) throws IOException;
    }

    FakeMailHost(InetAddress address, int port, Manner manner) {
        this.manner = manner;
        try {
            listener = new ServerSocket(port, 50, address);
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                var peer = listener.accept();
                Thread.ofVirtual().start(() -> treat(peer));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void treat(Socket peer) {
        try (peer) {
            manner.treat(
                    peer, new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.US_ASCII)));
        } catch (IOException gone) {
            // the probe has seen enough
        }
    }

    static void say(Socket peer, String text) throws IOException {
        peer.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        peer.getOutputStream().flush();
    }

    /// Greets, and answers EHLO with these lines.
    static Manner speaking(String ehlo) {
        return (peer, in) -> {
            say(peer, "220 mail.example.org ESMTP\r\n");
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                say(peer, line.startsWith("EHLO") ? ehlo : "220 go on\r\n");
            }
        };
    }

    /// Takes the connection and says nothing, as behind a freeze.
    static Manner silent() {
        return (peer, in) -> in.readLine();
    }

    /// Greets, and cuts the connection with a reset when it is greeted.
    static Manner resetting() {
        return (peer, in) -> {
            say(peer, "220 mail.example.org ESMTP\r\n");
            in.readLine();
            peer.setSoLinger(true, 0);
        };
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
