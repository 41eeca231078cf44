package org.postern.server.http;

import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;

/// What a call of `/api` gives back.
sealed interface Answer {
    /// @param body a record or list, written as JSON
    record Json(int status, Object body, List<HttpField> fields) implements Answer {}

    /// 204
    record Nothing(List<HttpField> fields) implements Answer {}

    /// RFC 7807; the names are those of docs/format/account.md.
    record Problem(int status, String name, String title, List<HttpField> fields) implements Answer {}

    static Answer json(Object body) {
        return new Json(200, body, List.of());
    }

    static Answer created(Object body) {
        return new Json(201, body, List.of());
    }

    static Answer nothing() {
        return new Nothing(List.of());
    }

    static Problem problem(int status, String name, String title) {
        return new Problem(status, name, title, List.of());
    }

    static Problem badRequest(String title) {
        return problem(400, "bad-request", title);
    }

    static Problem wrongCredentials() {
        return problem(401, "wrong-credentials", "The address or the secret is wrong.");
    }

    static Problem expired(String title) {
        return problem(410, "expired", title);
    }

    static Problem notFound() {
        return problem(404, "not-found", "There is nothing here.");
    }

    static Problem tooLarge() {
        return problem(413, "too-large", "The request is larger than this call allows.");
    }

    /// Seconds are rounded up, so that asking then is of use.
    static Problem rateLimited(Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        return new Problem(
                429,
                "rate-limited",
                "Too many requests; try again later.",
                List.of(new HttpField(HttpHeader.RETRY_AFTER, Long.toString(seconds))));
    }

    /// Who asks has no session, or it ended.
    static Problem noSession() {
        return new Problem(
                401,
                "expired",
                "There is no session, or it has ended.",
                List.of(new HttpField(HttpHeader.WWW_AUTHENTICATE, "Bearer")));
    }
}
