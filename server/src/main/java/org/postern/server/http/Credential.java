package org.postern.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// How a request carries its session's token (docs/format/account.md).
///
/// @param ambient sent by the browser by itself, as a cookie is, so that it proves no intent
record Credential(String token, boolean ambient) {
    static final String COOKIE = "postern";

    /// A stated `Authorization` counts alone: a wrong one is not made good by a cookie.
    static Optional<Credential> of(Request request) {
        var stated = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (stated != null) {
            return authorization(stated).map(token -> new Credential(token, false));
        }
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(HttpCookie::getValue)
                .findFirst()
                .map(token -> new Credential(token, true));
    }

    private static Optional<String> authorization(String value) {
        int space = value.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        var rest = value.substring(space + 1).strip();
        return switch (value.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "bearer" -> Optional.of(rest);
            case "basic" -> basic(rest);
            default -> Optional.empty();
        };
    }

    /// RFC 7617 §2: the user id has no colon, the password may.
    private static Optional<String> basic(String encoded) {
        try {
            var pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
