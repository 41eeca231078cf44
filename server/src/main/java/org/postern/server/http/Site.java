package org.postern.server.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.server.Request;
import org.postern.reach.RelayId;
import org.postern.server.accounts.SourceNetwork;

/// Who we are to a browser, and who is asking.
final class Site {
    /// The attribute of a connection that names its relay.
    static final String VIA = "org.postern.via";

    private final Optional<String> configured;
    private final boolean behindProxy;

    Site(HttpSettings settings) {
        this.configured = settings.siteUrl().map(Site::origin);
        this.behindProxy = settings.behindProxy();
    }

    private static String origin(String url) {
        var uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /// The site's origin (RFC 6454 §6.2) as the asking browser knows it.
    String origin(Request request) {
        return configured.orElseGet(() -> (request.isSecure() ? "https" : "http") + "://" + authority(request));
    }

    private static String authority(Request request) {
        var scheme = request.isSecure() ? HttpScheme.HTTPS : HttpScheme.HTTP;
        int port = Request.getServerPort(request);
        var host = Request.getServerName(request);
        return port == scheme.getDefaultPort() ? host : host + ":" + port;
    }

    boolean secure(Request request) {
        return origin(request).startsWith("https:");
    }

    /// Whether the request was made by a page of this site, as far as the browser says
    /// (docs/format/account.md).
    boolean sameOrigin(Request request) {
        var origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (origin != null) {
            return origin.equalsIgnoreCase(origin(request));
        }
        return "same-origin".equals(request.getHeaders().get("Sec-Fetch-Site"));
    }

    /// Whether a browser says that another site made the request.
    boolean crossOrigin(Request request) {
        var says = request.getHeaders().contains(HttpHeader.ORIGIN)
                || request.getHeaders().contains("Sec-Fetch-Site");
        return says && !sameOrigin(request);
    }

    /// The network that a request came from.
    SourceNetwork source(Request request) {
        return SourceNetwork.of(client(request));
    }

    /// Who asks.
    InetAddress client(Request request) {
        return forwarded(request).orElseGet(() -> peer(request));
    }

    /// The relay that a request came in by: whoever takes connections from relays leaves it with them.
    static RelayId via(Request request) {
        return request.getConnectionMetaData().getAttribute(VIA) instanceof RelayId relay ? relay : RelayId.CORE;
    }

    private static InetAddress peer(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress socket
                ? socket.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    /// What the proxy itself added is the last entry; what stands before it was written by anybody.
    private Optional<InetAddress> forwarded(Request request) {
        List<String> entries = behindProxy ? request.getHeaders().getCSV("X-Forwarded-For", false) : List.of();
        return entries.isEmpty() ? Optional.empty() : literal(entries.getLast());
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
