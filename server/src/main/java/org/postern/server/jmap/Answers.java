package org.postern.server.jmap;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Problem;
import tools.jackson.databind.JsonNode;

/// Small answers that are written in one piece.
final class Answers {
    private static final String NEVER_STORED = "no-cache, no-store, must-revalidate";

    private Answers() {}

    static void json(Response response, Callback callback, int status, JsonNode body) {
        write(response, callback, status, "application/json", body);
    }

    /// RFC 7807
    static void problem(Response response, Callback callback, Problem problem) {
        write(response, callback, problem.status(), "application/problem+json", problem.json());
    }

    /// Come back later: too many at once, or no memory for it now.
    static void busy(Response response, Callback callback, Optional<String> limit) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, "5");
        var problem = limit.map(Answers::busyLimit)
                .orElseGet(() -> Problem.plain(429, "The server has no room for this now."));
        problem(response, callback, problem);
    }

    /// RFC 8620 §8.2. A browser's page is not told of Basic: it would ask the person for a password.
    static void unauthorized(Request request, Response response, Callback callback) {
        response.getHeaders().add(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"postern\"");
        if (!request.getHeaders().contains("Sec-Fetch-Site")) {
            response.getHeaders().add(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"postern\", charset=\"UTF-8\"");
        }
        problem(response, callback, Problem.plain(401, "A session is needed."));
    }

    private static Problem busyLimit(String name) {
        var limit = Problem.limit(name);
        return new Problem(limit.type(), 429, limit.detail(), limit.limit());
    }

    private static void write(Response response, Callback callback, int status, String type, JsonNode body) {
        byte[] octets = Json.write(body);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, NEVER_STORED);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, octets.length);
        response.write(true, ByteBuffer.wrap(octets), callback);
    }
}
