package org.postern.cli.rehearsal;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/// Brings mail to the server as another mail server does (RFC 5321), one command at a time.
final class Postman implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private Postman(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream());
    }

    /// Connects and greets.
    ///
    /// @param tls with STARTTLS by these sockets
    static Postman at(int port, Optional<SSLSocketFactory> tls) throws IOException {
        var postman = new Postman(new Socket(InetAddress.getLoopbackAddress(), port));
        try {
            postman.expect('2');
            postman.say("EHLO sender.test", '2');
            if (tls.isPresent()) {
                postman.say("STARTTLS", '2');
                postman.secure(tls.get(), port);
                postman.say("EHLO sender.test", '2');
            }
            return postman;
        } catch (IOException broken) {
            postman.socket.close();
            throw broken;
        }
    }

    private void secure(SSLSocketFactory by, int port) throws IOException {
        socket = by.createSocket(socket, "localhost", port, true);
        in = new BufferedInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream());
    }

    void bring(String to, byte[] message) throws IOException {
        say("MAIL FROM:<sender@sender.test>", '2');
        say("RCPT TO:<" + to + ">", '2');
        say("DATA", '3');
        out.write(message);
        say("\r\n.", '2');
    }

    @Override
    public void close() throws IOException {
        try (var _ = socket) {
            say("QUIT", '2');
        }
    }

    private void say(String line, char answer) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        expect(answer);
    }

    /// Reads one reply, of whatever many lines (RFC 5321 §4.2.1).
    private void expect(char answer) throws IOException {
        var line = line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = line();
        }
        if (line.isEmpty() || line.charAt(0) != answer) {
            throw new IOException("the server said " + line);
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.append((char) octet);
        }
        return line.toString();
    }
}
