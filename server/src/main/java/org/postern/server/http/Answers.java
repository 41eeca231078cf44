package org.postern.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes answers.
final class Answers {
    /// LENIENT: members that we do not know are passed over, so that newer clients may say more.
    static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .build();

    private Answers() {}

    /// RFC 7807 §3
    record ProblemBody(String type, String title, int status) {}

    static void write(Answer answer, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        switch (answer) {
            case Answer.Json json -> {
                json.fields().forEach(response.getHeaders()::add);
                write(response, json.status(), "application/json", json.body(), callback);
            }
            case Answer.Nothing nothing -> {
                response.setStatus(204);
                nothing.fields().forEach(response.getHeaders()::add);
                response.write(true, null, callback);
            }
            case Answer.Problem problem -> {
                problem.fields().forEach(response.getHeaders()::add);
                var body = new ProblemBody("about:blank#" + problem.name(), problem.title(), problem.status());
                write(response, problem.status(), "application/problem+json", body, callback);
            }
        }
    }

    private static void write(Response response, int status, String type, Object body, Callback callback) {
        var octets = JSON.writeValueAsBytes(body);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, octets.length);
        boolean head = "HEAD".equals(response.getRequest().getMethod());
        response.write(true, head ? null : ByteBuffer.wrap(octets), callback);
    }
}
