package org.postern.reach.dial;

import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import org.postern.reach.Failure;

/// An HTTP client that goes one way: to where the DNS says, or to one address whatever the DNS says. TLS asks
/// for the name of the URL and wants its certificate by either.
public final class OneWay implements AutoCloseable {
    private final Optional<Gangway> gangway;
    private final HttpClient http;

    /// @param address empty for what the DNS says
    /// @param patience for a connection
    public OneWay(Optional<InetAddress> address, Duration patience) {
        this.gangway = address.map(at -> new Gangway(at, patience));
        var builder = HttpClient.newBuilder().connectTimeout(patience);
        gangway.ifPresent(leads -> builder.proxy(leads.selector()));
        this.http = builder.build();
    }

    public HttpClient http() {
        return http;
    }

    /// What a request by it failed of.
    public Failure why(IOException thrown) {
        return gangway.flatMap(Gangway::failure).orElseGet(() -> Failures.of(thrown));
    }

    @Override
    public void close() {
        http.shutdownNow();
        gangway.ifPresent(Gangway::close);
    }
}
