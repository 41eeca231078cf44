package org.postern.reach.probe;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postern.wire.Octets;

/// What an operator gives to a volunteer: everything that a probe needs, in one line of text. It must
/// reach the volunteer by a way that is trusted, since the keys in it are believed.
///
/// @param site the host name of the site
/// @param mailNames MX names of the service
/// @param mailbox of the operator: takes reports as mail
/// @param endpointKey signs its endpoint lists
/// @param reportKey reports are sealed to it; 32 octets
/// @param secret proves that a report is a volunteer's
/// @param resolvers asked by DNS over HTTPS beside the system's; an old ticket has none
public record ProbeTicket(
        String site,
        List<String> mailNames,
        String mailbox,
        String endpointKey,
        Octets reportKey,
        String secret,
        List<URI> resolvers) {
    /// Of resolvers in one ticket.
    public static final int MOST_RESOLVERS = 4;

    private static final String FORM = "postern-probe:1:";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern MAILBOX = Pattern.compile("[a-z0-9.+-]{1,64}@[a-z0-9.-]{1,253}");
    private static final Pattern RESOLVER =
            Pattern.compile("https://([a-z0-9.-]{1,253}|\\[[0-9a-f:.]{2,45}])(:\\d{1,5})?/[A-Za-z0-9._~/-]{0,200}");
    private static final int LARGEST_PORT = 65_535;
    private static final int PARTS = 6; // and the resolvers, where there are any

    public ProbeTicket {
        mailNames = List.copyOf(mailNames);
        resolvers = List.copyOf(resolvers);
    }

    public String text() {
        var key = Base64.getUrlEncoder().withoutPadding().encodeToString(reportKey.toByteArray());
        var text = FORM + String.join(":", site, String.join(",", mailNames), mailbox, endpointKey, key, secret);
        return resolvers.isEmpty()
                ? text
                : text + ":" + resolvers.stream().map(URI::toString).collect(Collectors.joining(","));
    }

    public static Optional<ProbeTicket> parse(String text) {
        var line = text.strip();
        var parts = line.startsWith(FORM) ? line.substring(FORM.length()).split(":", PARTS + 1) : new String[0];
        if (parts.length < PARTS) {
            return Optional.empty();
        }
        var names = List.of(parts[1].split(","));
        var urls = parts.length == PARTS ? List.<String>of() : List.of(parts[PARTS].split(",", -1));
        var resolvers = urls.stream()
                .flatMap(url -> resolver(url).stream())
                .limit(MOST_RESOLVERS)
                .toList();
        boolean named = NAME.matcher(parts[0]).matches()
                && names.stream().allMatch(name -> NAME.matcher(name).matches())
                && resolvers.size() == urls.size();
        boolean keyed = MAILBOX.matcher(parts[2]).matches()
                && Arrays.stream(parts, 3, PARTS)
                        .allMatch(key -> KEY.matcher(key).matches());
        return named && keyed
                ? Optional.of(new ProbeTicket(
                        parts[0],
                        names,
                        parts[2],
                        parts[3],
                        Octets.of(Base64.getUrlDecoder().decode(parts[4])),
                        parts[5],
                        resolvers))
                : Optional.empty();
    }

    /// Reads the URL of a resolver as a ticket may hold it: `https`, and nothing but host, port and path. Empty
    /// when it is none.
    public static Optional<URI> resolver(String text) {
        if (!RESOLVER.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI(text)).filter(url -> url.getHost() != null && url.getPort() <= LARGEST_PORT);
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "ProbeTicket[" + site + "]"; // never the secret
    }
}
