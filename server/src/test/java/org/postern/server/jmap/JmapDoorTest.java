package org.postern.server.jmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.seal.SealedMessage;
import org.postern.seal.Sealer;
import org.postern.server.accounts.Account;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.Accounts;
import org.postern.server.events.Change;
import org.postern.server.http.Caller;
import org.postern.server.http.Gate;
import org.postern.server.settings.Size;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

final class JmapDoorTest {
    private static final AccountId ADA = new AccountId(1);
    private static final String USING =
            "\"using\":[\"urn:ietf:params:jmap:core\",\"urn:ietf:params:jmap:mail\",\"https://postern.org/jmap/sealed\"]";
    private static final String ECHO =
            "{" + USING + ",\"methodCalls\":[[\"Core/echo\",{\"hello\":true,\"high\":5},\"b3ff\"]]}";

    @TempDir
    Path folder;

    private final AtomicBoolean revoked = new AtomicBoolean();
    private JmapBench bench;
    private final Server server = new Server(new VirtualThreadPool());
    private final HttpClient client = HttpClient.newHttpClient();
    private String site = "";

    @BeforeEach
    void open() throws Exception {
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        bench = new JmapBench(folder);
        var entry = new JmapDoor.Entry(new AdaUntilRevoked(), new OnlyAda(), bench.threadKeys, Optional.empty());
        var ground = new JmapDoor.Ground(
                bench.mailstore, bench.queue, bench.events, bench.directory, Sealer.standard(), Clock.system());
        server.setHandler(
                new JmapDoor(settings(), entry, ground).handlers(server).get("/jmap/*"));
        server.start();
        site = "http://127.0.0.1:" + connector.getLocalPort();
    }

    @AfterEach
    void close() throws Exception {
        client.shutdownNow();
        server.stop();
        bench.close();
    }

    @Test
    void who_has_no_session_is_asked_for_one() throws Exception {
        var answer = client.send(
                HttpRequest.newBuilder(URI.create(site + "/jmap/session")).build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .hasSize(2)
                .anySatisfy(challenge -> assertThat(challenge).startsWith("Bearer"))
                .anySatisfy(challenge -> assertThat(challenge).startsWith("Basic"));
    }

    @Test
    void the_session_names_capabilities_and_addresses() throws Exception {
        var answer = client.send(request("/.well-known/jmap").build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"apiUrl\":\"" + site + "/jmap/api\"")
                .contains("\"urn:ietf:params:jmap:websocket\":{\"url\":\"ws://127.0.0.1")
                .contains("\"https://postern.org/jmap/sealed\":{\"threadKey\":\"AAAA")
                .contains("\"username\":\"ada@postern.test\"");
    }

    @Test
    void an_echo_comes_back() throws Exception {
        var answer = post("/jmap/api", "application/json", ECHO);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("[\"Core/echo\",{\"hello\":true,\"high\":5},\"b3ff\"]");
    }

    @Test
    void who_keeps_as_many_requests_under_way_as_it_may_is_never_one_too_many() throws Exception {
        var clients = Collections.nCopies(settings().maxConcurrentRequests(), (Callable<Set<Integer>>) () -> {
            var statuses = new HashSet<Integer>();
            for (int i = 0; i < 100; i++) {
                statuses.add(post("/jmap/api", "application/json", ECHO).statusCode());
            }
            return statuses;
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var statuses : threads.invokeAll(clients)) {
                assertThat(statuses.get()).containsExactly(200);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "application/json; {; 400; notJSON",
                "text/plain; {}; 400; notJSON",
                "application/json; []; 400; notRequest",
                "application/json; {\"using\":[\"urn:none\"],\"methodCalls\":[]}; 400; unknownCapability",
            })
    void a_request_that_is_none_gets_its_problem(String type, String body, int status, String problem)
            throws Exception {
        var answer = post("/jmap/api", type, body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("urn:ietf:params:jmap:error:" + problem);
    }

    @Test
    void an_upload_is_downloaded_again_and_never_shown() throws Exception {
        var sent = post("/jmap/upload/a1", "text/html", "<b>hi</b>");
        var blobId = sent.body().replaceFirst(".*\"blobId\":\"([^\"]+)\".*", "$1");

        var got = client.send(
                request("/jmap/download/a1/" + blobId + "/a%20b.html?type=text/html")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(sent.statusCode()).isEqualTo(201);
        assertThat(got.body()).isEqualTo("<b>hi</b>");
        assertThat(got.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"a_b.html\"; filename*=utf-8''a%20b.html");
        assertThat(got.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .contains("sandbox");
    }

    @Test
    void anothers_account_and_blobs_are_not_there() throws Exception {
        var upload = post("/jmap/upload/a2", "text/plain", "x");
        var download =
                client.send(request("/jmap/download/a1/a2-e1-m/x").build(), HttpResponse.BodyHandlers.ofString());
        var get = post(
                "/jmap/api",
                "application/json",
                "{" + USING + ",\"methodCalls\":[[\"Mailbox/get\",{\"accountId\":\"a2\"},\"0\"]]}");

        assertThat(upload.statusCode()).isEqualTo(404);
        assertThat(download.statusCode()).isEqualTo(404);
        assertThat(get.body()).contains("accountNotFound");
    }

    @Test
    void too_large_an_upload_is_refused() throws Exception {
        var answer = post("/jmap/upload/a1", "text/plain", "x".repeat(1_000_001));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("maxSizeUpload");
    }

    @Test
    void a_change_comes_by_event_source() throws Exception {
        var response = client.send(
                request("/jmap/events?types=Email,Mailbox&closeafter=state&ping=0")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo(":");

        bench.events.publish(new Change(ADA, EnumSet.of(Change.Kind.EMAIL, Change.Kind.THREAD), 99));

        assertThat(lines.lines().toList())
                .containsSubsequence(
                        "event: state",
                        "id: 99.3",
                        "data: {\"@type\":\"StateChange\",\"changed\":{\"a1\":{\"Email\":\"99\"}}}");
    }

    @Test
    void who_comes_back_is_told_what_he_missed() throws Exception {
        bench.imported(JmapBench.LETTER);

        var response = client.send(
                request("/jmap/events?types=Email&closeafter=state&ping=0")
                        .header("Last-Event-ID", "0.3")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.body())
                .contains("id: " + bench.state() + ".3")
                .contains("\"Email\":\"" + bench.state() + "\"");
    }

    @Test
    void a_socket_answers_requests_and_pushes() throws Exception {
        var heard = new Heard();
        var socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer ada")
                .subprotocols("jmap")
                .buildAsync(URI.create(site.replace("http", "ws") + "/jmap/ws"), heard)
                .get(10, TimeUnit.SECONDS);

        socket.sendText("{\"@type\":\"Request\",\"id\":\"R1\"," + ECHO.substring(1), true)
                .join();
        var echoed = heard.next();
        socket.sendText("{\"@type\":\"Request\",\"id\":\"R2\"}", true).join();
        var refused = heard.next();
        socket.sendText("{\"@type\":\"WebSocketPushEnable\",\"dataTypes\":null,\"pushState\":\"0.3\"}", true)
                .join();
        var pushed = heard.next();

        assertThat(socket.getSubprotocol()).isEqualTo("jmap");
        assertThat(echoed).contains("\"@type\":\"Response\"", "\"requestId\":\"R1\"", "\"hello\":true");
        assertThat(refused).contains("\"@type\":\"RequestError\"", "\"requestId\":\"R2\"", "notRequest");
        assertThat(pushed)
                .contains(
                        "\"@type\":\"StateChange\"",
                        "\"Mailbox\":\"" + bench.state() + "\"",
                        "\"pushState\":\"" + bench.state() + ".3\"");
    }

    /// THREAT T-10
    @Test
    void a_stream_of_a_session_that_was_revoked_ends_without_a_word() throws Exception {
        var response = client.send(
                request("/jmap/events?types=*&closeafter=no&ping=0").build(),
                HttpResponse.BodyHandlers.ofInputStream());
        var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo(":");

        revoked.set(true);
        bench.events.publish(new Change(ADA, EnumSet.of(Change.Kind.EMAIL), 99));

        assertThat(lines.lines().toList()).containsOnly("");
    }

    /// THREAT T-10
    @Test
    void a_socket_of_a_session_that_was_revoked_answers_nothing_more() throws Exception {
        var heard = new Heard();
        var socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer ada")
                .subprotocols("jmap")
                .buildAsync(URI.create(site.replace("http", "ws") + "/jmap/ws"), heard)
                .get(10, TimeUnit.SECONDS);

        revoked.set(true);
        socket.sendText("{\"@type\":\"Request\",\"id\":\"R1\"," + ECHO.substring(1), true)
                .join();

        assertThat(heard.ended.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
        assertThat(heard.messages).isEmpty();
    }

    @Test
    void stored_mail_is_downloaded_as_it_is_and_as_pgp_mime() throws Exception {
        var id = bench.imported(JmapBench.LETTER);

        var sealed = download("/jmap/download/a1/a1-" + id + "-s/x");
        var whole = download("/jmap/download/a1/a1-" + id + "-m/x.eml");
        var part = download("/jmap/download/a1/a1-" + id + "-p2/x");

        assertThat(sealed.statusCode()).isEqualTo(200);
        assertThat(sealed.headers().firstValue("Content-Type")).contains(JmapBench.SEALED_TYPE);
        assertThat(sealed.headers().firstValue("Cache-Control"))
                .get()
                .asString()
                .doesNotContain("immutable");
        assertThat(SealedMessage.split(Octets.of(sealed.body()), bench.keys.v6().encryptionFingerprint()))
                .isPresent();
        assertThat(whole.headers().firstValue("Content-Type")).contains("message/rfc822");
        assertThat(whole.headers().firstValue("Cache-Control")).get().asString().contains("immutable");
        assertThat(new String(whole.body(), StandardCharsets.US_ASCII))
                .startsWith("Date: ")
                .contains("multipart/encrypted", new String(part.body(), StandardCharsets.US_ASCII))
                .doesNotContain("engine");
        assertThat(download("/jmap/download/a1/a1-e99-s/x").statusCode()).isEqualTo(404);
    }

    private HttpResponse<byte[]> download(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(site + path)).header("Authorization", "Bearer ada");
    }

    private HttpResponse<String> post(String path, String type, String body) throws Exception {
        return client.send(
                request(path)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JmapSettings settings() {
        return new JmapSettings(
                new Size(1_000_000),
                new Size(4_000_000),
                new Size(3_000_000),
                new Size(200_000_000),
                4,
                new Size(1_000_000),
                new Size(8_000_000),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                8,
                64,
                32,
                500,
                500,
                100,
                new Size(1_000_000),
                100,
                16);
    }

    private final class AdaUntilRevoked implements Gate {
        @Override
        public Optional<Caller> enter(Request request) {
            return "Bearer ada".equals(request.getHeaders().get("Authorization"))
                    ? Optional.of(new Caller(ADA, 1))
                    : Optional.empty();
        }

        @Override
        public boolean stands(Caller caller) {
            return !revoked.get();
        }
    }

    private record OnlyAda() implements Accounts {
        private static final MailAddress ADDRESS =
                MailAddress.parse("ada@postern.test").orElseThrow();

        @Override
        public Route route(MailAddress address) {
            return new Route.Elsewhere();
        }

        @Override
        public boolean isLocal(Domain domain) {
            return false;
        }

        @Override
        public List<Domain> domains() {
            return List.of();
        }

        @Override
        public Optional<Account> account(AccountId id) {
            return all().stream().filter(account -> account.id().equals(id)).findFirst();
        }

        @Override
        public List<Account> all() {
            return List.of(new Account(ADA, ADDRESS, false, 1000, Instant.EPOCH));
        }
    }
}
