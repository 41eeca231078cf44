package org.postern.server.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.postern.server.db.StoreBroken;

/// A door for programs of this machine: a Unix socket that only its owner may open. One virtual thread a
/// connection.
public final class LocalDoor implements AutoCloseable {
    /// Serves one connection; the streams are closed afterwards.
    @FunctionalInterface
    public interface Visit {
        void serve(InputStream in, OutputStream out) throws IOException;
    }

    private final ServerSocketChannel listener;
    private final Path place;

    private LocalDoor(ServerSocketChannel listener, Path place) {
        this.listener = listener;
        this.place = place;
    }

    /// A socket that a dead process left behind is replaced.
    ///
    /// @throws StoreBroken when the socket cannot be made
    public static LocalDoor open(Path place, Visit visit) {
        try {
            Files.deleteIfExists(place);
            var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(place));
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-------"));
            var door = new LocalDoor(listener, place);
            Thread.ofVirtual().name("local-door").start(() -> door.accept(visit));
            return door;
        } catch (IOException broken) {
            throw new StoreBroken("cannot open the local socket", broken);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            Files.deleteIfExists(place);
        } catch (IOException broken) {
            throw new StoreBroken("cannot close the local socket", broken);
        }
    }

    private void accept(Visit visit) {
        while (listener.isOpen()) {
            try {
                var visitor = listener.accept();
                Thread.ofVirtual().name("local-visit").start(() -> serve(visitor, visit));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(SocketChannel visitor, Visit visit) {
        try (visitor) {
            visit.serve(Channels.newInputStream(visitor), Channels.newOutputStream(visitor));
        } catch (IOException gone) {
            // the visitor hung up; nobody is left to be told
        }
    }
}
