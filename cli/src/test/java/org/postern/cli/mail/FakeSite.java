package org.postern.cli.mail;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.seal.RandomSource;
import org.postern.unseal.AccountKey;
import org.postern.unseal.SecretKeys;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// As much of a site as one client needs: it keeps what it is given and hands out what the test laid there.
final class FakeSite implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T20:00:00Z");

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> QUIET = Set.of("Email/get", "Identity/get", "Mailbox/get");

    private final HttpServer http;
    private final Map<String, SecretKeys> users = new HashMap<>();
    private final Map<String, Octets> blobs = new LinkedHashMap<>();
    private final List<String> called = new ArrayList<>();
    private final Map<String, JsonNode> arguments = new HashMap<>();
    private final Map<String, Object> answers = new HashMap<>();
    private String settings = "";

    FakeSite() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        http.createContext("/", this::answer);
        http.start();
        answer("Identity/get", Map.of("list", List.of(Map.of("id", "i1"))));
        answer("Mailbox/get", Map.of("list", List.of(folder("m1", "Inbox"), folder("m2", "Sent"))));
        answer("Email/import", Map.of("created", Map.of("copy", Map.of("id", "e1"))));
        answer("EmailSubmission/set", Map.of("created", Map.of("submission", Map.of("id", "s1"))));
        answer("Email/set", Map.of());
    }

    /// New keys for a local address; the old ones are forgotten.
    SecretKeys user(String address) {
        var keys = SecretKeys.generate(MailAddress.parse(address).orElseThrow(), NOW, new SecureRandom());
        users.put(address, keys);
        return keys;
    }

    OpenAccount account(String address) {
        return new OpenAccount(
                new Site(URI.create("http://127.0.0.1:" + http.getAddress().getPort()), Optional.of("token")),
                "a1",
                MailAddress.parse(address).orElseThrow(),
                AccountKey.random(RandomSource.system()),
                user(address),
                Octets.of(new byte[32]));
    }

    void answer(String method, Object result) {
        answers.put(method, result);
    }

    void keep(String blobId, Octets octets) {
        blobs.put(blobId, octets);
    }

    Octets blob(String blobId) {
        return Optional.ofNullable(blobs.get(blobId)).orElseThrow();
    }

    /// The JMAP methods that change something, in order.
    List<String> called() {
        return List.copyOf(called);
    }

    /// What a method was last called with.
    JsonNode arguments(String method) {
        return Optional.ofNullable(arguments.get(method)).orElseThrow();
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private static Map<String, Object> folder(String id, String name) {
        return Map.of("id", id, "name", name, "role", name.toLowerCase(java.util.Locale.ROOT));
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        try (exchange) {
            var answer = path.startsWith("/jmap/download/")
                    ? Optional.of(blob(path.split("/")[4]).toByteArray())
                    : json(exchange, path, body).map(JSON::writeValueAsBytes);
            exchange.sendResponseHeaders(answer.isPresent() ? 200 : 404, 0);
            exchange.getResponseBody()
                    .write(answer.orElse("{\"title\":\"There is nothing here.\"}".getBytes(StandardCharsets.UTF_8)));
        }
    }

    private Optional<Object> json(HttpExchange exchange, String path, byte[] body) {
        if (path.startsWith("/jmap/upload/")) {
            var blobId = "b" + (blobs.size() + 1);
            keep(blobId, Octets.of(body));
            return Optional.of(Map.of("blobId", blobId));
        }
        return switch (path) {
            case "/api/site" -> Optional.of(Map.of("domains", List.of("here.test")));
            case "/api/keys" -> keys(exchange.getRequestURI().getRawQuery());
            case "/api/account" -> Optional.of(Map.of("settings", settings));
            case "/api/account/settings" -> {
                settings = JSON.readTree(body).path("settings").asString();
                yield Optional.of(Map.of());
            }
            case "/jmap/api" ->
                Optional.of(call(JSON.readTree(body).path("methodCalls").path(0)));
            default -> Optional.empty();
        };
    }

    private Object call(JsonNode call) {
        var method = call.path(0).asString();
        arguments.put(method, call.path(1));
        if (!QUIET.contains(method)) {
            called.add(method);
        }
        return Map.of("methodResponses", List.of(List.of(method, answers.get(method), "0")));
    }

    private Optional<Object> keys(String query) {
        var address = URLDecoder.decode(query.substring("address=".length()), StandardCharsets.UTF_8);
        return Optional.ofNullable(users.get(address)).map(keys -> {
            var list = keys.keyList(NOW);
            return Map.of(
                    "certificates",
                    Map.of(
                            "v6",
                            base64(keys.v6().encoded()),
                            "v4",
                            base64(keys.v4().encoded())),
                    "keyList",
                    Map.of(
                            "data", base64(list.json().toByteArray()),
                            "signature", base64(list.signature().toByteArray())));
        });
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
