package org.postern.server.probes;

import java.net.URI;
import java.util.List;
import org.postern.reach.probe.ProbeTicket;
import org.postern.server.settings.Setting;

/// What volunteers measure.
public record ProbeSettings(
        @Setting(
                value =
                        "Public resolvers, four at most, that the tickets of volunteers name: `postern probe` asks them "
                                + "for our names by DNS over HTTPS, to see whether its network's own resolver lies. They see "
                                + "these names and the volunteer's address. An empty list for none "
                                + "(docs/operate/endpoints.md).",
                standard = {"https://dns.quad9.net/dns-query", "https://cloudflare-dns.com/dns-query"})
        List<String> resolvers) {
    public ProbeSettings {
        resolvers = List.copyOf(resolvers);
        for (var resolver : resolvers) {
            if (ProbeTicket.resolver(resolver).isEmpty()) {
                throw new IllegalArgumentException(
                        "'resolvers' has what is not the https URL of a resolver: '" + resolver + "'");
            }
        }
        if (resolvers.size() > ProbeTicket.MOST_RESOLVERS) {
            throw new IllegalArgumentException("'resolvers' has more than " + ProbeTicket.MOST_RESOLVERS);
        }
    }

    /// The same as URLs.
    public List<URI> urls() {
        return resolvers.stream().map(URI::create).toList();
    }
}
