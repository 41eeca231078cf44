package org.postern.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// One SMTP session over which messages are sent one after the other, each command after the reply to the one
/// before.
final class SmtpTalk implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader replies;

    SmtpTalk(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        expect();
        say("HELO bench.test");
    }

    /// Returns after the 250 to the message.
    ///
    /// @param message with no line that begins with a dot
    void send(String recipient, String message) throws IOException {
        say("MAIL FROM:<bob@example.net>");
        say("RCPT TO:<" + recipient + ">");
        say("DATA");
        say(message + "\r\n.");
    }

    private void say(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        expect();
    }

    private void expect() throws IOException {
        var reply = String.valueOf(replies.readLine());
        if (!reply.matches("[23].*")) {
            throw new IllegalStateException("the server said " + reply);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
