package org.postern.server.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Posts JSON to an address that the operator configured: over TLS with a certificate of a known
/// authority, in the clear to this machine only.
public final class OutwardPost {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private OutwardPost() {}

    /// @return the status of the answer, whose body is not read
    /// @throws IOException when there was none in time
    /// @throws IllegalArgumentException when the address is neither `https` nor on this machine
    public static int post(URI to, byte[] json) throws IOException {
        if (!isAllowed(to)) {
            throw new IllegalArgumentException("a webhook is an https address");
        }
        var request = HttpRequest.newBuilder(to)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                .build();
        try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", stopped);
        }
    }

    /// Whether it may be posted to.
    public static boolean isAllowed(URI to) {
        boolean isHere = to.getHost() != null && isLoopback(to.getHost());
        return "https".equals(to.getScheme()) || ("http".equals(to.getScheme()) && isHere);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException aName) {
            return host.equals("localhost");
        }
    }
}
