package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.RunningPostern;
import org.postern.lab.peers.Unbound;

/// `postern mail` where the site's first origin does not answer, on the real programs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TerminalRoutesTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final String ADA = "ada@postern.localhost";

    private Path folder;
    private Path password;
    private String dead;
    private Unbound names;
    private RunningPostern service;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        this.folder = folder;
        password = Files.writeString(folder.resolve("password"), "correct horse battery staple\n");
        dead = "http://127.0.0.1:" + Ports.free();
        names = Unbound.start(folder.resolve("names"), List.of());
        var settings = RunningPostern.firstSteps(names.port());
        service = RunningPostern.up(TREE.root(), folder.resolve("data"), settings);
        var more = new ArrayList<>(settings);
        more.addAll(
                more.indexOf("[http]") + 1,
                List.of("site_url = \"" + dead + "\"", "other_urls = [\"" + service.site() + "\"]"));
        Files.write(service.data().resolve("postern.toml"), more);
        service.restart();
        mail(service.site(), "known", "signup");
    }

    @AfterAll
    void stop() {
        service.close();
        names.close();
    }

    @Test
    @Order(1)
    void after_one_login_another_origin_is_found_when_the_first_is_dead() {
        mail(service.site(), "known", "list");

        assertThat(mail(dead, "known", "folders")).contains("Inbox");
        assertThat(folder.resolve("known/worked")).content().contains(service.site());
    }

    @Test
    @Order(2)
    void who_never_logged_in_is_told_that_nothing_was_kept() {
        assertThatThrownBy(() -> send("new", "Lost"))
                .hasMessageContaining("ended with 1")
                .hasMessageContaining("was not kept");
    }

    @Test
    @Order(3)
    void a_letter_waits_sealed_and_leaves_once_with_the_next_command_that_gets_through() throws IOException {
        Files.createDirectories(folder.resolve("poor"));
        Files.copy(folder.resolve("known/certificate"), folder.resolve("poor/certificate"));

        assertThatThrownBy(() -> send("poor", "Patience"))
                .hasMessageContaining("ended with 75")
                .hasMessageContaining("waiting for a route");
        assertThatThrownBy(() -> mail(dead, "poor", "outbox")).hasMessageContaining("ended with 75");
        assertThat(new WordSearch(List.of("Patience")).findings(folder.resolve("poor")))
                .isEmpty();

        assertThat(mail(service.site(), "poor", "outbox")).isEmpty();
        mail(service.site(), "poor", "list");
        assertThat(mail(service.site(), "poor", "list", "sent")).containsOnlyOnce("Patience");
    }

    private String send(String state, String subject) throws IOException {
        var letter =
                Files.writeString(folder.resolve("letter"), "To: " + ADA + "\nSubject: " + subject + "\n\nHello.\n");
        return new String(service.run(letter, words(dead, state, "send")), StandardCharsets.UTF_8);
    }

    private String mail(String server, String state, String... command) {
        return service.run(words(server, state, command));
    }

    private String[] words(String server, String state, String... command) {
        return Stream.concat(
                        Stream.of(
                                "mail",
                                "--server",
                                server,
                                "--user",
                                ADA,
                                "--password-file",
                                password.toString(),
                                "--state",
                                folder.resolve(state).toString()),
                        Stream.of(command))
                .toArray(String[]::new);
    }
}
