package org.postern.bench.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A JMAP client of one account (RFC 8620) that knows as much as measuring takes.
public final class JmapAccount {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<String> USING = List.of(
            "urn:ietf:params:jmap:core",
            "urn:ietf:params:jmap:mail",
            "urn:ietf:params:jmap:submission",
            "https://postern.org/jmap/sealed");

    private final String site;
    private final String address;
    private final String token;
    private final String id;

    private JmapAccount(String site, String address, String token, String id) {
        this.site = site;
        this.address = address;
        this.token = token;
        this.id = id;
    }

    /// @param site where its server is
    /// @param token one that the server gave
    public static JmapAccount at(String site, String address, String token) {
        var session = exchange(request(site + "/jmap/session", token).GET().build());
        var id = session.path("primaryAccounts")
                .path("urn:ietf:params:jmap:mail")
                .asString("");
        return new JmapAccount(site, address, token, id);
    }

    public String address() {
        return address;
    }

    /// Its number in JMAP's words.
    public String id() {
        return id;
    }

    /// Where its server is, as `http://127.0.0.1:8080`.
    public String site() {
        return site;
    }

    /// What it shows with each request.
    public String token() {
        return token;
    }

    /// How many messages the inbox has.
    public long inbox() {
        return folder("inbox").path("totalEmails").asLong(0);
    }

    /// The first folder with this role.
    public JsonNode folder(String role) {
        for (var folder : call("Mailbox/get", Map.of()).path("list")) {
            if (folder.path("role").asString("").equals(role)) {
                return folder;
            }
        }
        throw new IllegalStateException(address + " has no folder " + role);
    }

    /// One method call, with the account added to its arguments.
    public JsonNode call(String method, Map<String, Object> arguments) {
        var whole = new HashMap<>(arguments);
        whole.put("accountId", id);
        var body = Map.of("using", USING, "methodCalls", List.of(List.of(method, whole, "0")));
        var answer = exchange(request(site + "/jmap/api", token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build());
        var response = answer.path("methodResponses").path(0);
        if (!response.path(0).asString("").equals(method)) {
            throw new IllegalStateException(method + " was answered with " + answer);
        }
        return response.path(1);
    }

    /// @return the blob id
    public String upload(byte[] message) {
        return exchange(request(site + "/jmap/upload/" + id, token)
                        .header("Content-Type", "message/rfc822")
                        .POST(BodyPublishers.ofByteArray(message))
                        .build())
                .path("blobId")
                .asString("");
    }

    private static HttpRequest.Builder request(String url, String token) {
        return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token);
    }

    private static JsonNode exchange(HttpRequest request) {
        try {
            var response = HTTP.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(request.uri() + " answered with status " + response.statusCode());
            }
            return JSON.readTree(response.body());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
