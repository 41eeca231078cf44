package org.postern.server.http;

import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/// What a browser may do with what we serve, in one place.
///
/// THREAT T-09: the page runs our own scripts only, and the frame that shows a message runs none.
/// THREAT T-10: no other origin gets to read or to frame anything. CORS is for the site's own other
/// origins alone ([Siblings]).
final class SecurityHeaders {
    /// The page.
    private static final String PAGE = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
            + "img-src 'self' blob: data:; connect-src 'self' SIBLINGS; worker-src 'self'; frame-src 'self' blob:; "
            + "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// Where the HTML of a message is shown: the page writes it in from outside; nothing in it runs.
    private static final String FRAME = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:%s; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
            + "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";

    /// Answers that are no page: if a browser is made to show one (a downloaded attachment), it is inert.
    private static final String INERT = "default-src 'none'; frame-ancestors 'none'; sandbox";

    /// Remote pictures only where the reader asked for them.
    private static final Map<String, String> OF_PATH = Map.of(
            "/frame.html", FRAME.formatted(""),
            "/frame-remote.html", FRAME.formatted(" https:"));

    private SecurityHeaders() {}

    static void put(HttpFields.Mutable headers, boolean secure) {
        headers.put("Content-Security-Policy", INERT);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put(
                "Permissions-Policy",
                "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), "
                        + "midi=(), payment=(), usb=()");
        if (secure) {
            headers.put(HttpHeader.STRICT_TRANSPORT_SECURITY, "max-age=31536000");
        }
    }

    /// For a file of the page.
    ///
    /// @param siblings the site's own other origins, to which the page may go when this one is blocked
    static void putPage(HttpFields.Mutable headers, String path, String siblings) {
        headers.put("Content-Security-Policy", OF_PATH.getOrDefault(path, page(siblings)));
    }

    /// The policy of each file that has its own, and under `page` that of the others: the service worker puts
    /// the same on what it kept.
    static Map<String, String> policies(String siblings) {
        var all = new TreeMap<>(OF_PATH);
        all.put("page", page(siblings));
        return all;
    }

    private static String page(String siblings) {
        return PAGE.replace(" SIBLINGS", siblings.isEmpty() ? "" : " " + siblings);
    }
}
