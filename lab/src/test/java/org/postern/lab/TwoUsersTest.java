package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.Postfix;
import org.postern.lab.peers.RunningPostern;
import org.postern.lab.peers.Unbound;

/// Users of one server write to each other, Ada in the terminal and Eve in Chromium, so that what Bouncy
/// Castle made is opened by OpenPGP.js and the other way round. The steps follow each other.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TwoUsersTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final String DOMAIN = "@postern.localhost";
    private static final String PASSWORD = "correct horse battery staple";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String PLAN = "The lighthouse plan";
    private static final String MEETING = "Meet at the pier, Åsa waits.";
    private static final String AHOY = "Ahoy from the page";
    private static final String ANCHOR = "The anchor is under the third stone.";

    private Path folder;
    private Unbound names;
    private RunningPostern service;
    private Postfix postfix;
    private Browser browser;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        this.folder = folder;
        var host = Ports.freeHost(25);
        names = Unbound.start(
                folder.resolve("names"),
                List.of(
                        "peer.test. 60 IN MX 10 mx.peer.test.",
                        "mx.peer.test. 60 IN A " + host,
                        "gone.test. 60 IN MX 10 mx.gone.test.",
                        "mx.gone.test. 60 IN A 127.255.0.4"));
        service = RunningPostern.up(TREE.root(), folder.resolve("data"), RunningPostern.firstSteps(names.port()));
        postfix = Postfix.start(
                folder.resolve("postfix"), new Postfix.Setup(host + ":25", "peer.test", Map.of(), List.of()));
        browser = new Browser(TREE.root(), folder.resolve("browser"), service.site());
        Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        mail("ada", "signup");
        mail("carol", "signup");
        browser.play("signup", Map.of("local", "eve", "password", PASSWORD), PATIENCE);
    }

    @AfterAll
    void stop() {
        postfix.close();
        service.close();
        names.close();
    }

    @Test
    @Order(1)
    void what_ada_sends_from_the_terminal_eve_reads_in_the_page() {
        send("ada", "To: Eve <eve@postern.localhost>\nSubject: " + PLAN + "\n\n" + MEETING + "\n");

        var visit = browser.play("read", visit("expected", 1, "pictured", PLAN), PATIENCE);

        var shown = visit.path("shown").path(0);
        assertThat(shown.path("subject").asString("")).isEqualTo(PLAN);
        assertThat(shown.path("text").asString("")).contains(MEETING);
        assertThat(shown.path("trust").asString(""))
                .startsWith("End-to-end encrypted.")
                .contains("ada@postern.localhost", "the signature is right");
        assertThat(visit.path("lines").path(0).asString("")).isEqualTo(PLAN);
        assertThat(visit.path("complaints")).isEmpty();
    }

    @Test
    @Order(2)
    void what_eve_writes_in_the_page_ada_reads_in_the_terminal() {
        var written = browser.play(
                "write", visit("to", List.of("ada@postern.localhost"), "subject", AHOY, "text", ANCHOR), PATIENCE);

        var id = arrived("ada", AHOY);
        assertThat(written.path("forms").path(0).asString("")).isEqualTo("end-to-end");
        assertThat(mail("ada", "read", id))
                .contains("Protection: end-to-end encrypted, signed by eve@postern.localhost, verified")
                .contains("Subject: " + AHOY, ANCHOR);
        assertThat(mail("ada", "read", "--raw", id))
                .contains("Subject: ...\r\n", "-----BEGIN PGP MESSAGE-----")
                .doesNotContain(AHOY, ANCHOR);
        assertThat(mail("eve", "read", id("eve", "sent", AHOY)))
                .as("the copy in Sent")
                .contains("Subject: " + AHOY, ANCHOR);
    }

    @Test
    @Order(3)
    void an_answer_from_the_page_joins_the_thread() throws Exception {
        browser.play("reply", visit("subject", PLAN, "text", "We shall be there. "), PATIENCE);

        var answer = arrived("ada", "Re: " + PLAN);
        var threads =
                new Threads(service.site(), mail("ada", "token", "threads").strip());
        assertThat(threads.of(answer)).isEqualTo(threads.of(id("ada", "sent", PLAN)));
        assertThat(threads.of(answer)).isNotEqualTo(threads.of(id("ada", "inbox", AHOY)));
        assertThat(mail("ada", "read", answer)).contains("We shall be there.", "eve@postern.localhost, verified");
    }

    @Test
    @Order(4)
    void a_blind_recipient_is_in_no_copy() throws IOException {
        send("ada", """
                To: eve@postern.localhost
                Cc: bob@peer.test
                Bcc: carol@postern.localhost,
                 Åsa <hidden@peer.test>
                Subject: Three anchors

                Nobody sees the fourth.
                """);
        Await.until(() -> !postfix.received().isEmpty(), PATIENCE, () -> service.log() + postfix.log());
        var toEve = arrived("eve", "Three anchors");
        var toCarol = arrived("carol", "Three anchors");

        assertThat(mail("eve", "read", toEve)).contains("bob@peer.test").doesNotContain("carol", "hidden");
        assertThat(mail("eve", "read", "--raw", toEve)).doesNotContain("carol", "hidden", "Bcc");
        assertThat(mail("carol", "read", toCarol))
                .contains("To: <eve@postern.localhost>", "signed by ada@postern.localhost, verified")
                .doesNotContain("carol");
        assertThat(pgpMessage("carol", toCarol)).isNotEqualTo(pgpMessage("eve", toEve));
        var outside = Files.readString(postfix.received().getFirst(), StandardCharsets.UTF_8);
        assertThat(outside)
                .contains("Cc: bob@peer.test", "Subject: Three anchors", "Nobody sees the fourth.")
                .doesNotContain("carol", "Bcc", "Åsa");
        assertThat(mail("ada", "read", id("ada", "sent", "Three anchors"))).contains("Bcc: <carol@postern.localhost>");
    }

    @Test
    @Order(5)
    void a_changed_key_is_refused_and_nothing_is_sent() {
        send("ada", "To: carol@postern.localhost\nSubject: Before the change\n\nx\n");
        arrived("carol", "Before the change");
        service.run(
                "account", "delete", "carol" + DOMAIN, "--data", service.data().toString());
        mail("carol", "signup");

        assertThatThrownBy(() -> send("ada", "To: carol@postern.localhost\nSubject: After the change\n\nx\n"))
                .hasMessageContaining("ended with 1: postern: the key of carol@postern.localhost has changed");

        assertThat(mail("carol", "list")).isEmpty();
        assertThat(mail("ada", "list", "sent")).doesNotContain("After the change");
    }

    @Test
    @Order(6)
    void nothing_of_it_is_readable_where_it_is_stored_and_queued() {
        send("ada", "To: eve@postern.localhost, ned@gone.test\nSubject: The waiting cargo\n\nForty casks of tar.\n");
        arrived("eve", "The waiting cargo");
        var words = List.of(
                PLAN,
                MEETING,
                AHOY,
                ANCHOR,
                "We shall be there",
                "Three anchors",
                "Nobody sees the fourth",
                "The waiting cargo",
                "Forty casks of tar",
                "ned@gone.test",
                "bob@peer.test",
                PASSWORD);
        var search = new WordSearch(words);

        assertThat(service.run("queue", "list", "--data", service.data().toString()))
                .as("one job waits for a server that does not answer")
                .isNotBlank();
        assertThat(search.findings(folder.resolve("postfix")))
                .as("the search finds what is there")
                .isNotEmpty();
        assertThat(search.findings(service.data())).isEmpty();
        assertThat(search.findings(service.output())).isEmpty();
    }

    @Test
    @Order(7)
    void mistakes_are_explained_in_one_line() throws IOException {
        var wrong =
                Files.writeString(folder.resolve("wrong"), "not the password\n").toString();
        var right = folder.resolve("password").toString();

        assertExplained("The address or the secret is wrong.", service.site(), "ada", wrong, "list");
        assertExplained(
                "does not answer. Is it running, and is the URL right?", "http://127.0.0.1:1", "ada", right, "list");
        assertExplained("is not the URL of a site", "postern.localhost", "ada", right, "list");
        assertExplained("there is no folder 'attic'; see 'folders'", service.site(), "ada", right, "list", "attic");
        assertExplained("there is no message e999999", service.site(), "ada", right, "read", "e999999");
        assertThatThrownBy(() -> send("ada", "To: nobody@postern.localhost\nSubject: x\n\nx\n"))
                .hasMessageContaining("ended with 1: postern: there is no nobody@postern.localhost here");
    }

    @Test
    @Order(8)
    void with_a_second_factor_the_terminal_asks_for_its_code() {
        var next = browser.play("second-step", visit(), PATIENCE).path("next").asString("");

        assertThatThrownBy(() -> mail("eve", "list"))
                .hasMessageContaining("ended with 1: postern: this account has a second factor: give --totp CODE");
        assertThat(mail("eve", "--totp", next, "list")).contains(PLAN);
    }

    private void assertExplained(String words, String site, String user, String passwordFile, String... command) {
        var whole = new ArrayList<>(
                List.of("mail", "--server", site, "--user", user + DOMAIN, "--password-file", passwordFile));
        whole.addAll(List.of(command));
        assertThatThrownBy(() -> service.run(whole.toArray(String[]::new)))
                .hasMessageContaining("ended with 1: postern: ")
                .hasMessageContaining(words)
                .satisfies(failed -> assertThat(failed.getMessage().strip()).hasLineCount(1));
    }

    /// Waits for the message with this subject.
    ///
    /// @return its id
    private String arrived(String user, String subject) {
        Await.until(() -> mail(user, "list").contains(subject), PATIENCE, () -> mail(user, "list") + service.log());
        return id(user, "inbox", subject);
    }

    private String id(String user, String folderName, String subject) {
        return mail(user, "list", folderName)
                .lines()
                .filter(line -> line.endsWith(" " + subject))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .orElseThrow();
    }

    private String pgpMessage(String user, String id) {
        var raw = mail(user, "read", "--raw", id);
        return raw.substring(raw.indexOf("-----BEGIN PGP MESSAGE"));
    }

    private void send(String user, String message) {
        try {
            service.run(Files.writeString(folder.resolve("letter.eml"), message), words(user, "send"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private String mail(String user, String... command) {
        return service.run(words(user, command));
    }

    private String[] words(String user, String... command) {
        var words = new ArrayList<>(List.of("mail", "--server", service.site(), "--user", user + DOMAIN));
        words.addAll(List.of("--password-file", folder.resolve("password").toString()));
        words.addAll(List.of(command));
        return words.toArray(String[]::new);
    }

    private static Map<String, Object> visit(Object... more) {
        var task = new HashMap<String, Object>(Map.of("address", "eve" + DOMAIN, "password", PASSWORD));
        for (int i = 0; i < more.length; i += 2) {
            task.put((String) more[i], more[i + 1]);
        }
        return task;
    }
}
