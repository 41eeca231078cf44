package org.postern.server.net;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.postern.server.settings.HostPort;

/// Sends one datagram and waits for the one that comes back. Blocks; made for virtual threads.
public final class DatagramAsk {
    private static final int LARGEST = 4096;

    private DatagramAsk() {}

    /// @param to an IP address and a port
    /// @return what came from there within the time; empty for nothing
    /// @throws IOException when nothing could be sent, or nobody listens there
    public static Optional<byte[]> ask(HostPort to, byte[] message, Duration time) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(to.host()), to.port()));
            socket.setSoTimeout(Math.toIntExact(time.toMillis()));
            socket.send(new DatagramPacket(message, message.length));
            var answer = new DatagramPacket(new byte[LARGEST], LARGEST);
            socket.receive(answer);
            return Optional.of(Arrays.copyOf(answer.getData(), answer.getLength()));
        } catch (SocketTimeoutException silent) {
            return Optional.empty();
        }
    }
}
