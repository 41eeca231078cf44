package org.postern.bench.relays;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// Senders that know every relay's address, as an MX answer names them, and go to the next one when one
/// fails them, as mail servers do. Each begins at another.
final class Senders {
    private static final int CONNECT_MILLIS = 30_000;
    private static final String TEXT = "Subject: moved\r\n\r\nhello\r\n.\r\n";

    private final List<RelaySet.Member> relays;
    private final String recipient;
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicLong longestNanos = new AtomicLong();
    private volatile boolean stopped;

    Senders(List<RelaySet.Member> relays, String recipient) {
        this.relays = relays;
        this.recipient = recipient;
    }

    List<Thread> start(int count) {
        return IntStream.range(0, count)
                .mapToObj(first -> Thread.ofVirtual().start(() -> sendOn(first)))
                .toList();
    }

    int delivered() {
        return delivered.get();
    }

    /// The longest that one message took, over all its tries.
    double longestSeconds() {
        return longestNanos.get() * 1e-9;
    }

    void stop() {
        stopped = true;
    }

    private void sendOn(int first) {
        while (!stopped) {
            long from = System.nanoTime();
            int turn = first;
            while (!stopped && !sent(relays.get(turn % relays.size()))) {
                turn++;
            }
            longestNanos.accumulateAndGet(System.nanoTime() - from, Math::max);
            delivered.incrementAndGet();
        }
    }

    @SuppressWarnings("AddressSelection") // each relay has one address
    private boolean sent(RelaySet.Member relay) {
        try (var socket = new Socket()) {
            socket.setSoTimeout(CONNECT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(relay.address()), relay.port()), CONNECT_MILLIS);
            var replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            var commands = List.of(
                    "",
                    "HELO sender.test\r\n",
                    "MAIL FROM:<a@sender.test>\r\n",
                    "RCPT TO:<" + recipient + ">\r\n",
                    "DATA\r\n",
                    TEXT);
            for (var command : commands) {
                socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
                var reply = replies.readLine();
                if (reply == null || !reply.matches("[23].*")) {
                    return false;
                }
            }
            return true;
        } catch (IOException failed) {
            return false;
        }
    }
}
