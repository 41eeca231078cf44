package org.postern.lab.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.stream.IntStream;

/// Ports of this machine.
public final class Ports {
    private Ports() {}

    /// A port that nobody listens on at this moment.
    public static int free() {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// A loopback address on which nobody has this port, for servers whose port is fixed.
    public static String freeHost(int port) {
        return IntStream.range(2, 255)
                .mapToObj(last -> "127.0.0." + last)
                .filter(host -> canBind(host, port))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("port " + port + " is taken on every loopback address"));
    }

    /// Whether somebody accepts there.
    public static boolean answers(String host, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 500);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    private static boolean canBind(String host, int port) {
        try (var probe = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
