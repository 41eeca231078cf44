package org.postern.reach.dial;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.reach.Failure;

/// Leads an HTTP client to one address whatever name it asks for, as a proxy on this machine's loopback
/// (CONNECT, RFC 9110 §9.3.6). TLS goes through it from end to end, so the name is still proved by its
/// certificate; who else on this machine finds the port gets to that address and nowhere else.
public final class Gangway implements AutoCloseable {
    private static final Pattern CONNECT = Pattern.compile("CONNECT \\S+:(\\d{1,5}) HTTP/1\\.[01]");
    private static final int LONGEST_HEAD = 8192;
    private static final int BUFFER = 16 * 1024;

    private final InetAddress to;
    private final Duration patience;
    private final ServerSocket door;
    private volatile Optional<Failure> failure = Optional.empty();

    public Gangway(InetAddress to, Duration patience) {
        this.to = to;
        this.patience = patience;
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        Thread.ofVirtual().name("gangway").start(this::serve);
    }

    /// For [java.net.http.HttpClient.Builder#proxy].
    public ProxySelector selector() {
        var proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(door.getInetAddress(), door.getLocalPort()));
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(proxy);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                // the client tells its caller
            }
        };
    }

    /// Why the last connection to the address failed; empty when it did not.
    Optional<Failure> failure() {
        return failure;
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                Thread.ofVirtual().start(() -> lead(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void lead(Socket client) {
        try (client;
                var far = new Socket()) {
            var asked = CONNECT.matcher(head(client.getInputStream()));
            if (!asked.lookingAt()) {
                say(client, "HTTP/1.1 405 Method Not Allowed\r\n\r\n");
                return;
            }
            connect(far, Integer.parseInt(asked.group(1)));
            say(client, "HTTP/1.1 200 Connected\r\n\r\n");
            var back = Thread.ofVirtual().start(() -> pour(far, client));
            pour(client, far);
            back.join();
        } catch (IOException | IllegalArgumentException failed) {
            return; // the client sees its connection end
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// What failed is known before the client sees its connection end.
    private void connect(Socket far, int port) throws IOException {
        try {
            far.connect(new InetSocketAddress(to, port), Math.toIntExact(patience.toMillis()));
            failure = Optional.empty();
        } catch (IOException failed) {
            failure = Optional.of(Failures.of(failed));
            throw failed;
        }
    }

    /// Until one end hangs up; then both are closed, since neither HTTP nor TLS goes on one-way.
    private static void pour(Socket from, Socket into) {
        try (from;
                into) {
            copy(from.getInputStream(), into.getOutputStream());
        } catch (IOException gone) {
            return; // the other direction ends too
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        var buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            out.flush();
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < LONGEST_HEAD && head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                break;
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
