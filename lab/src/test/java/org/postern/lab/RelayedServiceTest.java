package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.OpenSsh;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.RunningPostern;

/// A stock OpenSSH host becomes a relay of a running service by the lines that `postern relay add` prints,
/// and mail and the page come in by it. The steps follow each other.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RelayedServiceTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SENDER = "127.0.0.77";
    private static final String ADDRESS = "ada@postern.localhost";

    private final String host = Ports.freeHost(25);
    private final int webPort = Ports.free();

    private Path folder;
    private RunningPostern service;
    private OpenSsh relay;
    private List<String> printed = List.of();

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        this.folder = folder;
        service = RunningPostern.up(TREE.root(), folder.resolve("data"), RunningPostern.firstSteps(Ports.free()));
        relay = OpenSsh.start(folder.resolve("sshd"), List.of(), List.of());
        Files.writeString(folder.resolve("password"), "correct horse battery staple\n");
        mail("signup");
    }

    @AfterAll
    void stop() {
        relay.close();
        service.close();
    }

    @Test
    @Order(1)
    void the_host_key_and_the_two_lines_are_printed_and_nothing_is_kept() {
        printed = add().lines().toList();

        assertThat(printed.getFirst()).contains(relay.hostKey());
        assertThat(keyLine())
                .startsWith("restrict,command=\"false\",port-forwarding,permitlisten=\"*:25\"")
                .contains("permitopen=\"*:25\" ssh-ed25519 ");
        assertThat(printed).anyMatch(line -> line.strip().equals("GatewayPorts clientspecified"));
        assertThat(relay("list")).startsWith("There is no relay");
    }

    @Test
    @Order(2)
    void each_thing_that_is_wrong_is_said_in_plain_words() throws IOException {
        assertRefused("does not let root in with our key", "--host-key", relay.hostKey());
        relay.authorize(keyLine());
        assertRefused("pinned is SHA256:AAAA", "--host-key", "SHA256:" + "A".repeat(43));
        assertRefused("'GatewayPorts clientspecified' is missing", "--host-key", relay.hostKey());
        relay.configure("GatewayPorts clientspecified");
        try (var other = new ServerSocket(25, 1, InetAddress.getByName(host))) {
            assertThat(other.isBound()).isTrue();
            assertRefused("Port 25 of 127.0.0.1 is in use", "--host-key", relay.hostKey());
        }
    }

    @Test
    @Order(3)
    void with_both_lines_it_is_checked_and_serves() {
        assertThat(add("--host-key", relay.hostKey()))
                .contains("Port 25 of " + host + " answers with our greeting")
                .contains("Relay rome is serving.");
        Await.until(() -> relay("list").contains(" up, "), PATIENCE, () -> relay("list") + service.log());

        assertThat(relay("list")).contains("serving").contains("AS64500").contains(host);
        assertThat(relay("check", "rome")).contains("answers with our greeting");
    }

    @Test
    @Order(4)
    void mail_by_the_relay_arrives_inside_tls_with_the_sender_s_own_address() throws IOException {
        Child.run(
                folder,
                PATIENCE,
                "swaks",
                "--server",
                host + ":25",
                "--local-interface",
                SENDER,
                "--tls",
                "--from",
                "bob@peer.test",
                "--to",
                ADDRESS,
                "--header",
                "Subject: by rome");

        var letters = exported();
        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(letter).contains("Subject: by rome");
            assertThat(letter.substring(0, letter.indexOf("Subject:")))
                    .contains("[" + SENDER + "]")
                    .contains("with ESMTPS");
        });
    }

    @Test
    @Order(5)
    void the_page_answers_on_the_relay_s_web_port_inside_tls() throws Exception {
        try (var client = HttpClient.newBuilder().sslContext(trusting()).build()) {
            var site = "https://" + host + ":" + webPort;

            var page = get(client, site + "/");
            var health = get(client, site + "/healthz");
            var login = client.send(
                    HttpRequest.newBuilder(URI.create(site + "/api/v1/nothing"))
                            .POST(HttpRequest.BodyPublishers.ofString("{\"long\":\"" + "x".repeat(100_000) + "\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(page.body()).contains("<html");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(login.statusCode()).isBetween(400, 499);
        }
    }

    @Test
    @Order(6)
    void a_relay_that_comes_back_and_a_core_that_was_restarted_go_on_by_themselves() {
        relay.crash();
        Await.until(() -> relay("list").contains("DOWN"), PATIENCE, () -> relay("list"));
        relay.restart();
        Await.until(() -> Ports.answers(host, 25), PATIENCE, service::log);
        service.restart();
        Await.until(() -> Ports.answers(host, 25), PATIENCE, service::log);

        assertThat(relay("check")).contains("answers with our greeting");
    }

    @Test
    @Order(7)
    void its_standing_is_the_operator_s_and_once_removed_it_listens_no_more() {
        assertThat(relay("spare", "rome")).contains("waits until it is needed");
        assertThat(relay("list")).contains("spare");
        assertThat(relay("retire", "rome")).contains("No answer names rome");
        assertThat(relay("serve", "rome")).contains("may name rome");
        assertThat(relay("remove", "rome")).contains("gone");

        Await.until(() -> !Ports.answers(host, 25), PATIENCE, service::log);
        assertThat(relay("list")).startsWith("There is no relay");
    }

    private String keyLine() {
        return printed.stream()
                .map(String::strip)
                .filter(line -> line.startsWith("restrict,"))
                .findFirst()
                .orElseThrow();
    }

    private String add(String... more) {
        var words = new ArrayList<>(List.of(
                "add",
                "root@127.0.0.1:" + relay.port(),
                "--name",
                "rome",
                "--network",
                "AS64500",
                "--address",
                host,
                "--listen",
                host,
                "--web-port",
                Integer.toString(webPort)));
        words.addAll(List.of(more));
        return relay(words.toArray(String[]::new));
    }

    private void assertRefused(String words, String... more) {
        assertThatThrownBy(() -> add(more)).hasMessageContaining(words);
        assertThat(relay("list")).startsWith("There is no relay");
    }

    private String relay(String... words) {
        var command = new ArrayList<>(List.of("relay"));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", service.data().toString()));
        return service.run(command.toArray(String[]::new));
    }

    private String mail(String... words) {
        return service.mail(ADDRESS, folder.resolve("password"), words);
    }

    private List<String> exported() throws IOException {
        var out = folder.resolve("export");
        mail("export", "inbox", out.toString());
        var letters = new ArrayList<String>();
        try (var files = Files.list(out)) {
            for (var file : files.toList()) {
                letters.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return letters;
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /// The certificate is of the service's own making, for another name.
    private static SSLContext trusting() throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new X509ExtendedTrustManager[] {new Everybody()}, null);
        return context;
    }

    private static final class Everybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
