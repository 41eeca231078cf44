package org.postern.server.http;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// CORS between the origins of this one site, so that its page works on when the origin that it came from
/// is blocked (ADR 0008).
///
/// THREAT T-10: only origins that the operator listed, each by name, and never with credentials: no cookie
/// goes along or is taken, a request is what its `Authorization` says.
final class Siblings {
    private Siblings() {}

    static void admit(String origin, HttpFields.Mutable headers) {
        headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.put(HttpHeader.ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After");
        headers.add(HttpHeader.VARY, "Origin");
    }

    static boolean isPreflight(Request request) {
        return "OPTIONS".equals(request.getMethod())
                && request.getHeaders().contains(HttpHeader.ACCESS_CONTROL_REQUEST_METHOD);
    }

    static Answer preflight() {
        return new Answer.Nothing(List.of(
                new HttpField(HttpHeader.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE"),
                new HttpField(HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, Accept"),
                new HttpField(HttpHeader.ACCESS_CONTROL_MAX_AGE, "600")));
    }

    /// The site's origins as sources of a content security policy; an onion service is reached by its own
    /// page only.
    static String forPolicy(HttpSettings settings) {
        return Site.known(settings).stream()
                .filter(origin -> !origin.getHost().endsWith(".onion"))
                .map(URI::toString)
                .collect(Collectors.joining(" "));
    }
}
