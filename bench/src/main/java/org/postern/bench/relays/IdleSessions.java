package org.postern.bench.relays;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.postern.lab.peers.Child;

/// Sessions that were greeted and say nothing more, from many networks.
final class IdleSessions implements AutoCloseable {
    private static final int NETWORKS = 200;
    private static final int BANNER_WAIT_MILLIS = 20_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

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

    /// What is on the heap of a process after full collections, in octets.
    static long heldOctets(Path folder, long pid) {
        var jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        var process = Long.toString(pid);
        for (int i = 0; i < 2; i++) {
            Child.run(folder, PATIENCE, jcmd, process, "GC.run");
        }
        var told = Child.run(folder, PATIENCE, jcmd, process, "GC.heap_info");
        var used = USED.matcher(told);
        if (!used.find()) {
            throw new IllegalStateException("no heap in: " + told);
        }
        return Long.parseLong(used.group(1)) << 10;
    }

    @Override
    public void close() throws IOException {
        for (var socket : open) {
            socket.close();
        }
    }
}
