package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Browser;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.RunningPostern;
import org.postern.lab.peers.TorNetwork;
import org.postern.lab.peers.Unbound;
import org.postern.reach.endpoints.EndpointKey;
import org.postern.wire.Octets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The site as an onion service, on a Tor network of this test: what visitors get through tor, circuits and all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class OnionServiceTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final String LIST = "/.well-known/postern/endpoints";
    private static final String PASSWORD = "correct horse battery staple";
    private static final String SELF = "mail.postern.localhost";
    private static final String ADDRESS = "ada@postern.localhost";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int BURST = 300;
    private static final int ADA = 0;
    private static final int FLOODER = 1;

    private Path folder;
    private TorNetwork tor;
    private Unbound names;
    private RunningPostern service;
    private String onion;
    private Browser browser;
    private int tries;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        this.folder = folder;
        tor = TorNetwork.start(folder.resolve("tor"));
        names = Unbound.start(folder.resolve("names"), List.of());
        service = RunningPostern.up(TREE.root(), folder.resolve("data"), settings(), "--onion");
        onion = name();
        browser = new Browser(TREE.root(), folder.resolve("browser"), onion);
        tor.awaitClient();
        awaitSite();
    }

    @AfterAll
    void stop() {
        service.close();
        names.close();
        tor.close();
    }

    @Test
    @Order(1)
    void the_page_and_the_status_come_by_the_onion_name() throws IOException {
        assertThat(byTor(ADA, "/index.html").body()).contains("<title>Postern");
        assertThat(byTor(ADA, "/status").body()).contains(SELF);
    }

    @Test
    @Order(2)
    void the_ordinary_origin_and_the_signed_list_tell_of_it() throws IOException {
        var list = directly(LIST).body();
        var key = EndpointKey.parse(JsonMapper.shared()
                        .readTree(directly("/api/site").body())
                        .path("endpointKey")
                        .asString(""))
                .orElseThrow();
        var octets = Octets.of(list.getBytes(StandardCharsets.US_ASCII));

        assertThat(directly("/").onionLocation()).isEqualTo(onion);
        assertThat(list.lines()).contains("onion " + onion);
        assertThat(key.judge(octets, SELF, 0, Instant.now())).isInstanceOf(EndpointKey.Verdict.Good.class);
        assertThat(byTor(ADA, LIST).body()).isEqualTo(list);
    }

    @Test
    @Order(3)
    void ada_signs_up_and_reads_her_mail_by_tor_alone() {
        var signedUp = play("signup", Map.of("local", "ada"));
        letter("The harbour documents");
        var visit = play("read", Map.of("address", ADDRESS, "expected", 1, "pictured", "harbour"));

        assertThat(signedUp.path("words")).hasSize(24);
        assertThat(visit.path("shown")).singleElement().satisfies(shown -> {
            assertThat(shown.path("subject").asString("")).isEqualTo("The harbour documents");
            assertThat(shown.path("text").asString("")).contains("Hello Ada.");
        });
        for (var seen : List.of(signedUp, visit)) {
            assertThat(seen.path("complaints")).isEmpty();
            assertThat(seen.path("foreign")).isEmpty();
        }
    }

    /// THREAT T-46: a visitor's rate is that of his circuit, whatever client his requests claim to speak for.
    @Test
    @Order(4)
    void a_visitor_who_floods_shuts_out_himself_and_nobody_else() throws IOException {
        int sent = 0;
        int status = 200;
        while (status == 200 && sent < 2 * BURST) {
            status = byTor(FLOODER, "/icon.svg", "198.51.100." + sent++ % 250).status();
        }

        assertThat(status).isEqualTo(429);
        assertThat(sent).isGreaterThan(BURST);
        assertThat(byTor(ADA, "/").status()).isEqualTo(200);
        assertThat(directly("/").status()).isEqualTo(200);
    }

    @Test
    @Order(5)
    void after_a_crash_of_the_server_it_is_there_again_under_the_same_name() throws IOException {
        long before = joined();

        service.crash();

        awaitSiteAfter(before);
        assertThat(name()).isEqualTo(onion);
    }

    @Test
    @Order(6)
    void when_tor_dies_it_is_started_again() throws IOException {
        var pid = Files.readString(service.data().resolve("tor/pid")).strip();
        var killed = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        long before = joined();

        killed.destroyForcibly();

        awaitSiteAfter(before);
        assertThat(service.data().resolve("tor/pid")).content().isNotEqualToIgnoringWhitespace(pid);
        assertThat(service.log()).contains("tor ended by itself");
    }

    private List<String> settings() throws IOException {
        var more = new ArrayList<>(tor.lines());
        more.add("HiddenServicePoWDefensesEnabled 1"); // as docs/operate/endpoints.md says
        var torrc = Files.write(folder.resolve("torrc"), more);
        var lines = new ArrayList<>(RunningPostern.firstSteps(names.port()));
        lines.addFirst("host_name = \"" + SELF + "\"");
        lines.addAll(
                lines.indexOf("[http]") + 1,
                List.of(
                        "onion_listen = \"127.0.0.1:" + Ports.free() + "\"",
                        "onion_torrc = \"" + torrc + "\"",
                        "behind_proxy = true",
                        "source_burst = " + BURST,
                        "source_per_second = 1"));
        return lines;
    }

    private String name() throws IOException {
        return "http://"
                + Files.readString(service.data().resolve("tor/site/hostname")).strip();
    }

    /// Nobody asks while it is away.
    private void awaitSiteAfter(long before) {
        Await.until(() -> joined() > before, PATIENCE, () -> service.log() + torLog());
        awaitSite();
    }

    /// Every try is another person's: tor holds on for a minute or two to a meeting that was arranged with a
    /// service that died just then.
    private void awaitSite() {
        Await.until(() -> isThere(tries++ % TorNetwork.PEOPLE), PATIENCE, () -> service.log() + torLog() + tor.log());
    }

    private boolean isThere(int person) {
        try {
            return byTor(person, "/readyz").status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /// How often the service's tor has joined the network.
    private long joined() {
        return torLog().lines()
                .filter(line -> line.contains("Bootstrapped 100%"))
                .count();
    }

    private String torLog() {
        return TREE.text(service.data().resolve("tor/log"));
    }

    private JsonNode play(String command, Map<String, Object> task) {
        var whole = new HashMap<>(task);
        whole.put("password", PASSWORD);
        whole.put("socks", "127.0.0.1:" + tor.door(ADA).getPort());
        return browser.play(command, whole, PATIENCE);
    }

    private void letter(String subject) {
        Child.run(
                folder,
                Duration.ofSeconds(30),
                "swaks",
                "--server",
                "127.0.0.1:" + service.smtpPort(),
                "--from",
                "bob@peer.test",
                "--to",
                ADDRESS,
                "--header",
                "Subject: " + subject,
                "--body",
                "Hello Ada.");
    }

    private record Answer(int status, String body, String onionLocation) {}

    private Answer directly(String path) throws IOException {
        return answer(service.site() + path, Proxy.NO_PROXY, "127.0.0.1");
    }

    private Answer byTor(int person, String path) throws IOException {
        return byTor(person, path, "198.51.100.1");
    }

    private Answer byTor(int person, String path, String claimed) throws IOException {
        return answer(onion + path, new Proxy(Proxy.Type.SOCKS, tor.door(person)), claimed);
    }

    private static Answer answer(String url, Proxy by, String claimed) throws IOException {
        var connection = (HttpURLConnection) URI.create(url).toURL().openConnection(by);
        connection.setConnectTimeout(10_000);
        connection.setReadTimeout(10_000);
        connection.setRequestProperty("X-Forwarded-For", claimed);
        int status = connection.getResponseCode();
        try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            var body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            var location = connection.getHeaderField("Onion-Location");
            return new Answer(status, body, location == null ? "" : location);
        }
    }
}
