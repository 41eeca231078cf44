package org.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.server.db.StoreBroken;
import org.postern.server.settings.HostPort;

class HttpDoorTest {
    @TempDir
    Path folder;

    private final AtomicBoolean diskIsFull = new AtomicBoolean();
    private TestDoor door;

    @BeforeEach
    void open() {
        door = open(TestDoor.standard());
    }

    private TestDoor open(HttpSettings settings) {
        var closed = new TestDoor(folder, settings);
        var calls = List.of(
                Call.open("POST", "/api/echo", ask -> Answer.json(ask.as(Echo.class))),
                Call.open("GET", "/api/thing/{id}", ask -> Answer.json(new Echo(ask.segment()))),
                Call.open("GET", "/api/broken", ask -> {
                    throw new StoreBroken("no disk");
                }),
                Call.open("GET", "/api/wrong", ask -> {
                    throw new IllegalStateException("secret of the server");
                }));
        var api = new Api(List.of(calls), closed.gate, closed.context());
        return closed.open(api, List.of(new Readiness("disk", () -> !diskIsFull.get())));
    }

    record Echo(String text) {}

    @AfterEach
    void close() {
        door.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/mail/inbox", "/settings"})
    void the_page_is_served_at_every_place_inside_it(String path) throws Exception {
        var answer = door.get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<title>page</title>");
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(answer, "Content-Type")).startsWith("text/html");
        assertThat(header(answer, "Content-Security-Policy"))
                .contains("script-src 'self' 'wasm-unsafe-eval'", "frame-ancestors 'none'")
                .doesNotContain("unsafe-inline");
    }

    @Test
    void hashed_assets_are_kept_for_good_and_travel_compressed() throws Exception {
        var plain = door.get("/assets/index-BfX9_a2c.js");
        var packed = door.get("/assets/index-BfX9_a2c.js", "Accept-Encoding", "br;q=1, gzip;q=0.5");
        var refused = door.get("/assets/index-BfX9_a2c.js", "Accept-Encoding", "gzip;q=0");

        assertThat(header(plain, "Cache-Control")).contains("immutable");
        assertThat(plain.body()).startsWith("export const a = 1;");
        assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(packed.headers().firstValueAsLong("Content-Length").orElseThrow())
                .isLessThan(200);
        assertThat(refused.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void what_the_build_packed_with_brotli_is_sent_so_to_who_takes_it() throws Exception {
        var packed = door.get("/assets/worker-Ab3dEf_9.js", "Accept-Encoding", "gzip, deflate, br");
        var refused = door.get("/assets/worker-Ab3dEf_9.js", "Accept-Encoding", "gzip, br;q=0");

        assertThat(header(packed, "Content-Encoding")).isEqualTo("br");
        assertThat(header(packed, "Cache-Control")).contains("immutable");
        assertThat(header(packed, "ETag")).isNotEqualTo(header(refused, "ETag"));
        assertThat(header(refused, "Content-Encoding")).isEqualTo("gzip");
        assertThat(door.get("/assets/worker-Ab3dEf_9.js.br").statusCode()).isEqualTo(404);
    }

    @Test
    void a_file_that_did_not_change_is_not_sent_again() throws Exception {
        var tag = header(door.get("/"), "ETag");

        assertThat(door.get("/", "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    /// THREAT T-09
    @Test
    void the_frame_of_a_message_runs_nothing() throws Exception {
        var policy = header(door.get("/frame.html"), "Content-Security-Policy");

        assertThat(policy).contains("default-src 'none'", "sandbox allow-same-origin", "frame-ancestors 'self'");
        assertThat(policy).doesNotContain("script-src", "https:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz", "/api/nothing", "/jmap/session", "/nothing.js"})
    void every_answer_has_the_security_headers(String path) throws Exception {
        var answer = door.get(path);

        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(header(answer, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(header(answer, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(header(answer, "Content-Security-Policy")).contains("default-src 'none'");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(answer.headers().firstValue("Server")).isEmpty();
        assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing.js, 404, not-found",
        "GET, /assets/../../pom.xml, 400, bad-request",
        "POST, /, 404, not-found",
        "GET, /api/nothing, 404, not-found",
        "GET, /api/echo, 405, bad-request",
        "POST, /api/echo, 400, bad-request",
        "GET, /api/broken, 503, unavailable",
        "GET, /api/wrong, 500, internal",
        "GET, /%2e%2e/x, 400, bad-request",
        "GET, /a%2fb, 400, bad-request",
        "GET, /jmap/..;/x, 400, bad-request",
    })
    void errors_are_problems_that_tell_nothing_more(String method, String path, int status, String name)
            throws Exception {
        var answer = door.send(method, path, method.equals("POST") ? "no json" : "");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"type\":\"about:blank#" + name + "\"", "\"status\":" + status);
        assertThat(answer.body()).doesNotContain("secret of the server", "Exception");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void a_body_is_read_as_json_and_unknown_members_are_passed_over() throws Exception {
        assertThat(door.send("POST", "/api/echo", "{\"text\":\"h\u00e9\",\"more\":[1]}")
                        .body())
                .isEqualTo("{\"text\":\"h\u00e9\"}");
        assertThat(door.get("/api/thing/42").body()).isEqualTo("{\"text\":\"42\"}");
        assertThat(door.get("/api/thing/42/43").statusCode()).isEqualTo(404);
    }

    /// THREAT T-04
    @Test
    void a_body_that_is_too_large_is_not_taken() throws Exception {
        var answer = door.send("POST", "/api/echo", "{\"text\":\"" + "x".repeat(Call.SMALL) + "\"}");

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("#too-large");
    }

    @Test
    void a_body_of_unknown_length_is_bounded_too() throws Exception {
        var chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";

        var answer = raw(
                "POST /api/echo HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(5));

        assertThat(answer).startsWith("HTTP/1.1 413").contains("#too-large", "Connection: close");
    }

    /// THREAT T-04
    @Test
    void who_sends_too_often_is_told_when_to_come_back() throws Exception {
        door.close();
        door = open(withBursts(20, 1000));

        for (int i = 0; i < 20; i++) {
            assertThat(door.get("/healthz").statusCode()).isEqualTo(200);
        }

        var answer = door.get("/healthz");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(header(answer, "Retry-After")).isEqualTo("1");
        assertThat(answer.body()).contains("#rate-limited");
        door.clock.advance(Duration.ofSeconds(1));
        assertThat(door.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void a_session_has_a_limit_of_its_own() throws Exception {
        door.close();
        door = open(withBursts(1000, 10));

        for (int i = 0; i < 10; i++) {
            assertThat(door.get("/healthz", "Authorization", "Bearer one").statusCode())
                    .isEqualTo(200);
        }

        assertThat(door.get("/healthz", "Authorization", "Bearer one").statusCode())
                .isEqualTo(429);
        assertThat(door.get("/healthz", "Authorization", "Bearer two").statusCode())
                .isEqualTo(200);
    }

    /// THREAT T-04: the deadline is one second here; the peer would go on for ten.
    @Test
    void who_drips_a_header_is_cut_off() throws Exception {
        door.close();
        door = open(withDeadline(Duration.ofSeconds(1)));

        try (var socket = new Socket(java.net.InetAddress.getLoopbackAddress(), door.port())) {
            socket.setSoTimeout(200);
            var out = socket.getOutputStream();
            out.write("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            int drops = drip(socket);

            assertThat(drops).isLessThan(25);
        }
    }

    /// One octet each 200 ms, until the other side ends.
    private static int drip(Socket socket) throws Exception {
        int drops = 0;
        while (drops < 50 && stillOpen(socket)) {
            drops++;
        }
        return drops;
    }

    private static boolean stillOpen(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return socket.getInputStream().read() >= 0;
        } catch (java.net.SocketTimeoutException nothingSaid) {
            return true;
        } catch (java.io.IOException closed) {
            return false;
        }
    }

    /// THREAT T-04: with each octet the clock of the door goes on by a second; the deadline is ten.
    @Test
    void who_drips_a_body_is_cut_off() throws Exception {
        try (var socket = new Socket(java.net.InetAddress.getLoopbackAddress(), door.port())) {
            socket.setSoTimeout(100);
            var head = "POST /api/echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            var answer = "";
            for (int drops = 0; drops < 200 && answer.isEmpty(); drops++) {
                socket.getOutputStream().write(' ');
                door.clock.advance(Duration.ofSeconds(1));
                answer = whatCame(socket);
            }

            assertThat(answer).startsWith("HTTP/1.1 408");
        }
    }

    private static String whatCame(Socket socket) throws Exception {
        try {
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
        } catch (java.net.SocketTimeoutException nothingYet) {
            return "";
        }
    }

    @Test
    void behind_tls_browsers_are_told_to_stay_there() throws Exception {
        door.close();
        door = open(TestDoor.withNames("https://mail.example.org"));

        assertThat(header(door.get("/healthz"), "Strict-Transport-Security")).isEqualTo("max-age=31536000");
        assertThat(LoginCalls.cookie("t", Duration.ZERO, true).getValue()).endsWith("; Secure");
    }

    @Test
    void readiness_names_what_is_missing_and_health_does_not_care() throws Exception {
        assertThat(door.get("/readyz").body()).isEqualTo("ok\n");

        diskIsFull.set(true);

        assertThat(door.get("/readyz").statusCode()).isEqualTo(503);
        assertThat(door.get("/readyz").body()).isEqualTo("not ready: disk\n");
        assertThat(door.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void metrics_are_on_a_listener_of_their_own() throws Exception {
        door.get("/");
        try (var metrics = new MetricsDoor(new HostPort("127.0.0.1", 0), door.metrics)) {
            metrics.start();

            var text = raw(metrics.address().port(), "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(text).contains("postern_http_answers_total{status=\"2xx\"} 1.0");
            assertThat(door.get("/metrics").body()).contains("<title>page</title>");
        }
    }

    @Test
    void http2_is_spoken_without_tls_too() throws Exception {
        assertThat(door.get("/healthz").version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_2);
    }

    private String raw(String request) throws Exception {
        return raw(door.port(), request);
    }

    private static String raw(int port, String request) throws Exception {
        try (var socket = new Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static HttpSettings withBursts(int source, int session) {
        var s = TestDoor.standard();
        return new HttpSettings(
                s.listen(),
                s.siteUrl(),
                s.behindProxy(),
                s.metricsListen(),
                s.connections(),
                source,
                1,
                session,
                1,
                s.idle(),
                s.requestDeadline(),
                s.otherUrls(),
                s.onion(),
                s.onionListen(),
                s.onionTorrc());
    }

    private static HttpSettings withDeadline(Duration deadline) {
        var s = TestDoor.standard();
        return new HttpSettings(
                s.listen(),
                s.siteUrl(),
                s.behindProxy(),
                s.metricsListen(),
                s.connections(),
                s.sourceBurst(),
                s.sourcePerSecond(),
                s.sessionBurst(),
                s.sessionPerSecond(),
                s.idle(),
                deadline,
                s.otherUrls(),
                s.onion(),
                s.onionListen(),
                s.onionTorrc());
    }
}
