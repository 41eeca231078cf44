package org.postern.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Which thread a message is in, by JMAP (RFC 8621 §3).
///
/// @param token of a session
record Threads(String site, String token) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MAIL = "urn:ietf:params:jmap:mail";

    /// @return the id of the thread
    String of(String emailId) throws IOException, InterruptedException {
        var account = answer(request("/jmap/session").GET().build())
                .path("primaryAccounts")
                .path(MAIL)
                .asString();
        var arguments = Map.of("accountId", account, "ids", List.of(emailId), "properties", List.of("threadId"));
        var body = Map.of(
                "using",
                List.of("urn:ietf:params:jmap:core", MAIL),
                "methodCalls",
                List.of(List.of("Email/get", arguments, "0")));
        var call = request("/jmap/api")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
        return answer(call)
                .path("methodResponses")
                .path(0)
                .path(1)
                .path("list")
                .path(0)
                .path("threadId")
                .asString();
    }

    private static JsonNode answer(HttpRequest request) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return JSON.readTree(http.send(request, BodyHandlers.ofByteArray()).body());
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(site + path)).header("Authorization", "Bearer " + token);
    }
}
