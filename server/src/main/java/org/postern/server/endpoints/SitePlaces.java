package org.postern.server.endpoints;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.reach.endpoints.Endpoint;

/// Where the site is, as its operator says.
///
/// @param site the host name that people know it by
/// @param origins the site's own first
public record SitePlaces(String site, List<URI> origins) {
    public SitePlaces {
        origins = List.copyOf(origins);
    }

    /// @param siteUrl as configured; one that is no endpoint (plain HTTP inside a house) is not told to
    ///     anybody, and then the site has the server's own name
    /// @throws IllegalArgumentException when another URL is not one of a site: the message says which
    public static SitePlaces of(String hostName, Optional<String> siteUrl, List<String> others) {
        var first = siteUrl.flatMap(SitePlaces::origin).orElseGet(() -> URI.create("https://" + hostName));
        var all = new ArrayList<>(List.of(first));
        others.stream()
                .map(SitePlaces::named)
                .filter(origin -> !all.contains(origin))
                .forEach(all::add);
        return new SitePlaces(first.getHost(), all);
    }

    private static URI named(String url) {
        return origin(url)
                .orElseThrow(() -> new IllegalArgumentException(
                        "other_urls: '" + url + "' is no address of a site, as https://door2.example.net"));
    }

    private static Optional<URI> origin(String url) {
        return Endpoint.origin((url.endsWith("/") ? url.substring(0, url.length() - 1) : url).toLowerCase(Locale.ROOT));
    }
}
