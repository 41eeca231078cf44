package org.postern.bench.relays;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postern.lab.peers.Child;

/// Sessions that were greeted and say nothing more, from many networks.
final class IdleSessions implements AutoCloseable {
    private static final int NETWORKS = 200;
    private static final int BANNER_WAIT_MILLIS = 20_000;

    private final List<Socket> open = new ArrayList<>();

    /// Opens so many, by turns at the places.
    ///
    /// @return how many were greeted
    @SuppressWarnings("AddressSelection") // each place is an address in figures
    int open(List<RelaySet.Member> relays, int count) throws IOException {
        int greeted = 0;
        for (int i = 0; i < count; i++) {
            var relay = relays.get(i % relays.size());
            var socket = new Socket();
            open.add(socket);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0." + (20 + i % NETWORKS) + ".1"), 0));
            socket.setSoTimeout(BANNER_WAIT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(relay.address()), relay.port()));
            greeted += socket.getInputStream().read() == '2' ? 1 : 0;
        }
        return greeted;
    }

    /// Resident memory of a process after a full collection, in octets.
    static long residentOctets(Path folder, long pid) throws IOException {
        Child.run(
                folder,
                Duration.ofSeconds(30),
                Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                Long.toString(pid),
                "GC.run");
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                * 1024;
    }

    @Override
    public void close() throws IOException {
        for (var socket : open) {
            socket.close();
        }
    }
}
