package org.postern.server.jmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.seal.Certificate;
import org.postern.seal.Sealer;
import org.postern.server.accounts.Account;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.Accounts;
import org.postern.server.events.Change;
import org.postern.server.events.Events;
import org.postern.server.http.Caller;
import org.postern.server.jmap.core.EmptyMailstore;
import org.postern.server.keys.Directory;
import org.postern.server.mailstore.Changes;
import org.postern.server.queue.Queue;
import org.postern.server.queue.Submission;
import org.postern.server.queue.SubmissionId;
import org.postern.server.queue.SubmissionNote;
import org.postern.server.settings.Size;
import org.postern.server.time.Clock;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

final class JmapDoorTest {
    private static final AccountId ADA = new AccountId(1);
    private static final String USING =
            "\"using\":[\"urn:ietf:params:jmap:core\",\"urn:ietf:params:jmap:mail\",\"https://postern.org/jmap/sealed\"]";
    private static final String ECHO =
            "{" + USING + ",\"methodCalls\":[[\"Core/echo\",{\"hello\":true,\"high\":5},\"b3ff\"]]}";

    private final Events events = new Events();
    private final Server server = new Server(new VirtualThreadPool());
    private final HttpClient client = HttpClient.newHttpClient();
    private String site = "";

    @BeforeEach
    void open() throws Exception {
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var entry = new JmapDoor.Entry(
                request -> "Bearer ada".equals(request.getHeaders().get("Authorization"))
                        ? Optional.of(new Caller(ADA, 1))
                        : Optional.empty(),
                new OnlyAda(),
                account -> new byte[32],
                Optional.empty());
        var ground = new JmapDoor.Ground(
                new EmptyMailstore(), new NoQueue(), events, new NoKeys(), Sealer.standard(), Clock.system());
        server.setHandler(
                new JmapDoor(settings(), entry, ground).handlers(server).get("/jmap/*"));
        server.start();
        site = "http://127.0.0.1:" + connector.getLocalPort();
    }

    @AfterEach
    void close() throws Exception {
        client.shutdownNow();
        server.stop();
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

        events.publish(new Change(ADA, EnumSet.of(Change.Kind.EMAIL, Change.Kind.THREAD), 8));

        assertThat(lines.lines().toList())
                .containsSubsequence(
                        "event: state",
                        "id: 8.3",
                        "data: {\"@type\":\"StateChange\",\"changed\":{\"a1\":{\"Email\":\"8\"}}}");
    }

    @Test
    void who_comes_back_is_told_what_he_missed() throws Exception {
        var response = client.send(
                request("/jmap/events?types=Email&closeafter=state&ping=0")
                        .header("Last-Event-ID", "5.3")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.body()).contains("id: 7.3").contains("\"Email\":\"7\"");
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
        socket.sendText("{\"@type\":\"WebSocketPushEnable\",\"dataTypes\":null,\"pushState\":\"6.3\"}", true)
                .join();
        var pushed = heard.next();

        assertThat(socket.getSubprotocol()).isEqualTo("jmap");
        assertThat(echoed).contains("\"@type\":\"Response\"", "\"requestId\":\"R1\"", "\"hello\":true");
        assertThat(refused).contains("\"@type\":\"RequestError\"", "\"requestId\":\"R2\"", "notRequest");
        assertThat(pushed).contains("\"@type\":\"StateChange\"", "\"Mailbox\":\"7\"", "\"pushState\":\"7.3\"");
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
                4,
                new Size(1_000_000),
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

    private static final class Heard implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                messages.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        String next() throws InterruptedException {
            return messages.poll(10, TimeUnit.SECONDS);
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

    private record NoKeys() implements Directory {
        @Override
        public Certificate storageCertificate(AccountId account) {
            throw new IllegalStateException("nothing is sealed here");
        }

        @Override
        public Optional<Listed> lookUp(MailAddress address) {
            return Optional.empty();
        }
    }

    private record NoQueue() implements Queue {
        @Override
        public SubmissionId submit(Submission submission) {
            return new SubmissionId(1);
        }

        @Override
        public long state(AccountId account) {
            return 3;
        }

        @Override
        public List<SubmissionNote> submissions(AccountId account, Optional<Collection<SubmissionId>> ids) {
            return List.of();
        }

        @Override
        public Changes<SubmissionId> changes(AccountId account, long since, int max) {
            return new Changes.CannotTell<>();
        }
    }
}
