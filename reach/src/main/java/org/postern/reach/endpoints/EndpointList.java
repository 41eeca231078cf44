package org.postern.reach.endpoints;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.postern.wire.Octets;

/// The ways to a site, as its server says at one time (docs/format/endpoints.md).
///
/// @param site the site's host name
/// @param scope who it is made for
/// @param number grows with each list; a smaller one than was seen is refused
/// @param made to the second
/// @param expires after which nobody uses it
/// @param endpoints 1 to [#MOST]; the site's own origin first
public record EndpointList(
        String site, Scope scope, long number, Instant made, Instant expires, List<Endpoint> endpoints) {
    public static final int MOST = 32;
    public static final Duration LONGEST = Duration.ofDays(90);

    static final String FIRST_LINE = "postern-endpoints 1";

    /// Who a list is made for. Each scope is numbered, kept and replaced by itself.
    public enum Scope {
        /// For anybody: names that anybody may learn, and no relay's address (THREAT T-60).
        PUBLIC,
        /// For one account: some relays' addresses too.
        OWN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public EndpointList {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty() || endpoints.size() > MOST) {
            throw new IllegalArgumentException("a list has 1 to " + MOST + " endpoints");
        }
        if (number < 1 || !made.isBefore(expires) || made.plus(LONGEST).isBefore(expires)) {
            throw new IllegalArgumentException("a list has a number, and lives up to " + LONGEST.toDays() + " days");
        }
    }

    /// The octets that are signed.
    public Octets signedOctets() {
        var text = new StringBuilder(FIRST_LINE).append('\n');
        line(text, "site", site);
        line(text, "scope", scope.word());
        line(text, "number", Long.toString(number));
        line(text, "made", Long.toString(made.getEpochSecond()));
        line(text, "expires", Long.toString(expires.getEpochSecond()));
        endpoints.forEach(endpoint -> line(text, endpoint.isOnion() ? "onion" : "at", endpoint.text()));
        return Octets.utf8(text.toString());
    }

    private static void line(StringBuilder text, String word, String value) {
        text.append(word).append(' ').append(value).append('\n');
    }
}
