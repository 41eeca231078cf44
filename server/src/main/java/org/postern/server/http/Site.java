package org.postern.server.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.server.Request;
import org.postern.reach.RelayId;
import org.postern.server.accounts.SourceNetwork;
import org.postern.server.net.CameFrom;

/// Who we are to a browser, and who is asking.
final class Site {
    private final Optional<String> configured;
    private final List<URI> known;
    private final boolean behindProxy;

    Site(HttpSettings settings) {
        this.configured = settings.siteUrl().map(Site::origin);
        this.known = known(settings);
        this.behindProxy = settings.behindProxy();
    }

    private static String origin(String url) {
        var uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /// Every origin of the site that is configured, the first one first.
    static List<URI> known(HttpSettings settings) {
        return Stream.of(settings.siteUrl().stream(), settings.otherUrls().stream(), settings.onion().stream())
                .flatMap(urls -> urls)
                .map(Site::origin)
                .map(URI::create)
                .toList();
    }

    /// The site's origin (RFC 6454 §6.2) as the asking browser knows it: of those that are configured the
    /// one that was asked for, else the first.
    String origin(Request request) {
        return known.stream()
                .filter(origin -> isAskedFor(origin, request))
                .map(URI::toString)
                .findFirst()
                .or(() -> configured)
                .orElseGet(() -> (request.isSecure() ? "https" : "http") + "://" + authority(request));
    }

    private static boolean isAskedFor(URI origin, Request request) {
        return origin.getHost().equalsIgnoreCase(Request.getServerName(request))
                && (origin.getPort() < 0 || origin.getPort() == Request.getServerPort(request));
    }

    /// Whether the site's own page made the request from another of its origins. Such a request counts
    /// for what it states itself; a cookie that comes along never does (THREAT T-10).
    Optional<String> sibling(Request request) {
        var origin = request.getHeaders().get(HttpHeader.ORIGIN);
        return Optional.ofNullable(origin)
                .filter(asking -> known.stream().anyMatch(one -> one.toString().equalsIgnoreCase(asking)))
                .filter(asking -> !sameOrigin(request));
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
    ///
    /// THREAT T-43: what came by a relay counts for that relay alone, and no proxy of ours stood before it.
    SourceNetwork source(Request request) {
        var relay = via(request);
        return relay.equals(RelayId.CORE)
                ? SourceNetwork.of(client(request))
                : SourceNetwork.of(client(request), relay);
    }

    /// Whose requests share one rate: the network's, or the circuit's.
    ///
    /// THREAT T-46: all who come by the onion service are one network to [#source], and none of them is to be
    /// refused for what another one asks.
    SourceNetwork pace(Request request) {
        return via(request).equals(RelayId.ONION) ? SourceNetwork.ofCircuit(peer(request)) : source(request);
    }

    /// Who asks.
    InetAddress client(Request request) {
        return via(request).equals(RelayId.CORE) ? forwarded(request).orElseGet(() -> peer(request)) : peer(request);
    }

    /// The relay that a request came in by.
    static RelayId via(Request request) {
        return CameFrom.relayOf(request.getConnectionMetaData().getRemoteSocketAddress());
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
