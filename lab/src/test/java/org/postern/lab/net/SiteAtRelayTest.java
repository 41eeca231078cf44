package org.postern.lab.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;

/// `postern mail` reaches the site's own HTTPS origin at the address of a stock OpenSSH host that is a relay,
/// where the site's address is dead. The certificate is that of the origin's name, verified; somebody else at
/// such an address is told nothing (THREAT T-41, THREAT T-61). The steps follow each other.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SiteAtRelayTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SITE = "mail.postern.test";
    private static final String PASSWORD = "correct horse battery staple";
    private static final int WEB = 443;
    private static final int WAITING = 75;

    private Path folder;
    private Authority authority;
    private Scene scene;
    private PosternHost postern;
    private Namespace reader;
    private FirstDials dials;
    private Censor censor;
    private String core;

    @BeforeAll
    void build(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        authority = Authority.found(Files.createDirectories(folder.resolve("authority")));
        scene = new Scene(folder, Scene.STOCK_LOOKS);
        var operator = scene.operator(8359, "MTS", "198.18.59");
        reader = operator.customer("reader", 97);
        dials = FirstDials.watch(reader);
        censor = scene.censorOf(operator);
        core = scene.nameSite(SITE);
        postern = scene.openPostern(2, 0, Web.secure(SITE, authority, Files.createDirectories(folder.resolve("web"))));
    }

    @AfterEach
    void lift() {
        censor.lift();
    }

    @AfterAll
    void tearDown() {
        scene.close();
    }

    @Test
    @Order(1)
    void a_login_by_the_open_way_teaches_the_relays_addresses() {
        Await.until(
                () -> mail("folders").status() == 0
                        && known().contains(relay(0).address())
                        && known().contains(relay(1).address()),
                PATIENCE,
                this::known);

        assertThat(known()).contains("at https://" + SITE + " ");
    }

    /// The list of the account's ways, as it is kept.
    private String known() {
        try {
            return Files.readString(folder.resolve("state/endpoints.own"));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    @Test
    @Order(2)
    void where_the_site_s_address_refuses_mail_is_written_and_read_at_a_relay_s() throws IOException {
        censor.refuse(core, WEB);
        dials.forget();

        var sent = send("By the back door");
        Await.until(() -> mail("list").output().contains("By the back door"), PATIENCE, postern::log);

        assertThat(sent.status()).as(sent.output()).isZero();
        assertThat(dials.inOrder().getFirst()).isEqualTo(core);
        assertThat(remembered().sshd().log()).contains("Accepted publickey for root");
    }

    @Test
    @Order(3)
    void a_new_edition_is_known_after_the_next_command() {
        long before = edition();
        postern.order("endpoints", "renew");

        assertThat(mail("folders").status()).isZero();

        assertThat(edition()).isGreaterThan(before);
    }

    private long edition() {
        var number = Pattern.compile("(?m)^number (\\d+)$").matcher(known());
        assertThat(number.find()).isTrue();
        return Long.parseLong(number.group(1));
    }

    @Test
    @Order(4)
    void where_the_site_s_address_is_silent_what_worked_is_tried_first() throws IOException {
        censor.block(Means.NULL_ROUTE, core);
        var before = remembered();
        dials.forget();

        var read = mail("list");

        assertThat(read.output()).contains("By the back door");
        assertThat(dials.inOrder().getFirst()).isEqualTo(before.address());
    }

    @Test
    @Order(5)
    void who_has_another_certificate_at_a_relay_s_address_is_passed_over_and_told_nothing() throws IOException {
        censor.block(Means.NULL_ROUTE, core);
        var seized = remembered();
        var other = seized.equals(relay(0)) ? relay(1) : relay(0);
        seized.sshd().crash();
        SelfSigned.make(seized.host().folder(), SITE, "-addext", "subjectAltName=DNS:" + SITE);
        dials.forget();

        try (var liar = Liar.start(seized.host(), seized.host().folder(), SITE)) {
            var read = mail("list");

            assertThat(read.output())
                    .contains("By the back door")
                    .contains("https://" + SITE + " " + seized.address()
                            + " was passed over: who answers has no certificate of the site's");
            assertThat(dials.inOrder().getFirst()).isEqualTo(seized.address());
            assertThat(remembered()).isEqualTo(other);
            assertThat(liar.log()).contains(Liar.asked(SITE)).doesNotContain(Liar.SHOOK_HANDS, "HTTP/1.1");
        }
    }

    @Test
    @Order(6)
    void a_good_certificate_of_another_name_is_none_and_each_way_is_said_with_what_it_failed_of() throws IOException {
        censor.block(Means.NULL_ROUTE, core);
        var honest = remembered();
        var seized = honest.equals(relay(0)) ? relay(1) : relay(0);
        censor.refuse(honest.address(), WEB);
        authority.issue(seized.host().folder(), "relay.test");

        try (var liar = Liar.start(seized.host(), seized.host().folder(), SITE)) {
            var kept = send("Patience");

            assertThat(kept.status()).isEqualTo(WAITING);
            assertThat(kept.output())
                    .contains("waiting for a route: no way to the site works from here; 3 were tried")
                    .contains("https://" + SITE + " " + seized.address() + ": who answers has no certificate of the"
                            + " site's, and was told nothing (ssl_invalid_hostname)")
                    .contains("https://" + SITE + " " + honest.address() + ": connection_refused")
                    .contains("https://" + SITE + ": generic_timeout_error");
            assertThat(liar.log()).contains(Liar.asked(SITE)).doesNotContain(Liar.SHOOK_HANDS, "HTTP/1.1");

            tellCarelessly(seized.address());
            assertThat(liar.log()).contains(Liar.SHOOK_HANDS, "GET /careless HTTP/1.1");
        }

        censor.lift();
        Await.until(() -> mail("list").output().contains("Patience"), PATIENCE, postern::log);
    }

    /// What a client tells that verifies nothing.
    private void tellCarelessly(String address) throws IOException {
        var request = Files.writeString(folder.resolve("careless"), "GET /careless HTTP/1.1\r\n\r\n");
        reader.run(
                "sh",
                "-c",
                "(cat " + request + "; sleep 1) | openssl s_client -quiet -no_ign_eof -connect " + address + ":" + WEB
                        + " -servername " + SITE);
    }

    private RelayHost relay(int which) {
        return scene.relays().get(which);
    }

    /// The relay at whose address the reader last came through.
    private RelayHost remembered() throws IOException {
        var worked = Files.readString(folder.resolve("state/worked"));
        return scene.relays().stream()
                .filter(relay -> worked.contains("https://" + SITE + " " + relay.address() + "\n"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(worked));
    }

    private Shell.Ended send(String subject) throws IOException {
        var letter = Files.writeString(
                folder.resolve("letter"), "To: " + postern.reader() + "\nSubject: " + subject + "\n\nHello.\n");
        return run(letter, "send");
    }

    private Shell.Ended mail(String... words) {
        return run(Path.of("/dev/null"), words);
    }

    private Shell.Ended run(Path input, String... words) {
        var whole = new ArrayList<>(List.of("mail", "--server", "https://" + SITE, "--user", postern.reader()));
        whole.addAll(List.of("--password-file", folder.resolve("password").toString()));
        whole.addAll(List.of("--state", folder.resolve("state").toString()));
        whole.addAll(List.of(words));
        return Shell.tried(reader.inside(JavaProgram.command(authority.trust(), "org.postern.cli.Main", whole)), input);
    }
}
