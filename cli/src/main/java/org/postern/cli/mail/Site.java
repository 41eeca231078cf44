package org.postern.cli.mail;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.postern.reach.Failure;
import org.postern.reach.dial.Failures;
import org.postern.wire.Octets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A Postern site over HTTP, with or without a session.
public final class Site {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MISSING = 404;
    private static final int NONE = -1;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http;
    private final URI server;
    private final Optional<String> token;

    /// @throws ClientStopped when the URL is not that of a site
    public Site(URI server, Optional<String> token) {
        this(
                server,
                token,
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(15)).build());
    }

    /// @param http leads to the site by a way that works
    Site(URI server, Optional<String> token, HttpClient http) {
        this.http = http;
        var scheme = server.getScheme();
        if (server.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new ClientStopped("'" + server + "' is not the URL of a site, as https://mail.example.org");
        }
        this.server = server;
        this.token = token;
    }

    Site withToken(String token) {
        return new Site(server, Optional.of(token), http);
    }

    JsonNode fetch(String path) {
        return json(request(path).GET().build());
    }

    /// As [#fetch]; empty when the server has no such thing (status 404).
    Optional<JsonNode> find(String path) {
        return exchange(request(path).GET().build(), BodyHandlers.ofByteArray(), MISSING)
                .map(this::json);
    }

    JsonNode post(String path, Object body) {
        return json(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build());
    }

    JsonNode put(String path, Object body) {
        return json(request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build());
    }

    JsonNode upload(String path, String type, Octets octets) {
        return json(request(path)
                .header("Content-Type", type)
                .POST(publisher(octets))
                .build());
    }

    Octets download(String path) {
        return Octets.of(exchange(request(path).GET().build(), BodyHandlers.ofByteArray()));
    }

    /// A response that goes on until either side ends it.
    InputStream stream(String path) {
        var endless = HttpRequest.newBuilder(server.resolve(path)).header("Accept", "text/event-stream");
        token.ifPresent(session -> endless.header("Authorization", "Bearer " + session));
        return exchange(endless.GET().build(), BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE);
        token.ifPresent(session -> request.header("Authorization", "Bearer " + session));
        return request;
    }

    private static BodyPublisher publisher(Octets octets) {
        return BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(octets.chunks()), octets.size());
    }

    private JsonNode json(HttpRequest request) {
        return json(exchange(request, BodyHandlers.ofByteArray()));
    }

    private JsonNode json(byte[] body) {
        try {
            return body.length == 0 ? JSON.nullNode() : JSON.readTree(body);
        } catch (JacksonException notJson) {
            throw new ClientStopped(server + " does not answer as a Postern site does. Is the URL right?", notJson);
        }
    }

    private <T> T exchange(HttpRequest request, BodyHandler<T> handler) {
        return exchange(request, handler, NONE).orElseThrow();
    }

    /// @param empty the status that stands for an empty answer and stops nothing
    private <T> Optional<T> exchange(HttpRequest request, BodyHandler<T> handler, int empty) {
        try {
            var response = http.send(
                    request,
                    info -> info.statusCode() < 400
                            ? HttpResponse.BodySubscribers.mapping(handler.apply(info), Reply::good)
                            : HttpResponse.BodySubscribers.mapping(
                                    HttpResponse.BodySubscribers.ofByteArray(), problem -> Reply.<T>bad(problem)));
            return response.statusCode() == empty
                    ? Optional.empty()
                    : Optional.of(response.body().valueOrStop(response.statusCode()));
        } catch (IOException unreachable) {
            var failure = Failures.of(unreachable);
            throw new NoRoute(
                    failure.isDistrust()
                            ? server + ": " + distrusted(failure)
                            : server + " does not answer. Is it running, and is the URL right?",
                    unreachable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ClientStopped("stopped", stopped);
        }
    }

    static String distrusted(Failure failure) {
        return "who answers has no certificate of the site's, and was told nothing (" + failure.word() + ")";
    }

    /// A body that was hoped for, or the problem in its place (RFC 7807).
    private record Reply<T>(Optional<T> value, String problem) {
        static <T> Reply<T> good(T value) {
            return new Reply<>(Optional.of(value), "");
        }

        static <T> Reply<T> bad(byte[] problem) {
            try {
                return new Reply<>(
                        Optional.empty(), JSON.readTree(problem).path("title").asString(""));
            } catch (JacksonException notJson) {
                return new Reply<>(Optional.empty(), "");
            }
        }

        T valueOrStop(int status) {
            return value.orElseThrow(() -> new ClientStopped(
                    problem.isEmpty() ? "the server answered with status " + status : "the server says: " + problem));
        }
    }
}
