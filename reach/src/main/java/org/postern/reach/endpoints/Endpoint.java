package org.postern.reach.endpoints;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One way to the site.
///
/// @param origin scheme, host and, where it is not the scheme's own, port: `https`, or `http` on the
///     machine itself or to an onion service, which Tor authenticates by its name
/// @param addresses where the origin's host answers; empty for whatever the DNS says
public record Endpoint(URI origin, List<InetAddress> addresses) {
    static final int MOST_ADDRESSES = 8;

    private static final int LONGEST = 200;
    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
    private static final Pattern HERE = Pattern.compile("localhost|.*\\.localhost|127\\.0\\.0\\.1");
    private static final Pattern ONION = Pattern.compile("[a-z2-7]{56}\\.onion");

    public Endpoint {
        addresses = List.copyOf(addresses);
        if (addresses.size() > MOST_ADDRESSES) {
            throw new IllegalArgumentException("an endpoint has at most " + MOST_ADDRESSES + " addresses");
        }
    }

    /// Reads an origin as RFC 6454 §6.2 writes it, in lower case.
    public static Optional<URI> origin(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            var uri = URI.create(text);
            boolean bare = uri.getRawUserInfo() == null
                    && "".equals(uri.getRawPath())
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            return bare && isAllowed(uri) ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static boolean isAllowed(URI uri) {
        var host = uri.getHost();
        if (host == null || !HOST.matcher(host).matches()) {
            return false;
        }
        return "https".equals(uri.getScheme())
                || ("http".equals(uri.getScheme())
                        && (HERE.matcher(host).matches() || ONION.matcher(host).matches()));
    }

    public boolean isOnion() {
        return ONION.matcher(origin.getHost()).matches();
    }

    /// As one value of the list: the origin, then its addresses.
    String text() {
        var text = new StringBuilder(origin.toString());
        addresses.forEach(address -> text.append(' ').append(address.getHostAddress()));
        return text.toString();
    }
}
