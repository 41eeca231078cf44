package org.postern.lab.kill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Sends messages over one kept connection until it breaks; each is told apart by its subject.
final class SmtpLoad implements Runnable {
    private final int port;
    private final String to;
    private final String prefix;
    private final Random random;
    private final Expectations expectations;

    /// @param prefix of every subject; of no other load
    SmtpLoad(int port, String to, String prefix, Random random, Expectations expectations) {
        this.port = port;
        this.to = to;
        this.prefix = prefix;
        this.random = random;
        this.expectations = expectations;
    }

    @Override
    public void run() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            var replies =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            reply(replies);
            ask(socket, replies, "EHLO load.test");
            for (int number = 0; ; number++) {
                send(socket, replies, prefix + number);
            }
        } catch (IOException killed) {
            // the end of the round
        }
    }

    private void send(Socket socket, BufferedReader replies, String subject) throws IOException {
        var content = content(subject);
        if (!ask(socket, replies, "MAIL FROM:<bob@load.test>").startsWith("250")
                || !ask(socket, replies, "RCPT TO:<" + to + ">").startsWith("250")
                || !ask(socket, replies, "DATA").startsWith("354")) {
            throw new IOException("mail is not taken");
        }
        expectations.offered(subject, content);
        socket.getOutputStream().write(content);
        if (ask(socket, replies, ".").startsWith("250")) {
            expectations.accepted(subject);
        }
    }

    /// Mostly small, now and then larger than a segment's write buffer.
    private byte[] content(String subject) {
        int lines = random.nextInt(20) == 0 ? 4000 : random.nextInt(400);
        var text = new StringBuilder("Subject: " + subject + "\r\nFrom: bob@load.test\r\n\r\n");
        for (int i = 0; i < lines; i++) {
            text.append(Long.toHexString(random.nextLong()))
                    .append(" in the night")
                    .append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String ask(Socket socket, BufferedReader replies, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return reply(replies);
    }

    private static String reply(BufferedReader replies) throws IOException {
        var line = replies.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = replies.readLine();
        }
        if (line == null) {
            throw new IOException("the server hung up");
        }
        return line;
    }
}
