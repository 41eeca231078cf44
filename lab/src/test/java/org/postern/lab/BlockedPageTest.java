package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Browser;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.RunningPostern;
import org.postern.lab.peers.Unbound;

/// The page in a real Chromium when its origin is silent: it opens, goes on by another origin without a cookie,
/// and keeps what is written when nothing answers (ADR 0008, THREAT T-10).
final class BlockedPageTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final String SUBJECT = "From behind the wall";

    @Test
    void the_page_opens_goes_on_and_keeps_what_is_written(@TempDir Path folder) throws IOException {
        int first = Ports.free();
        int second = Ports.free();
        try (var names = Unbound.start(folder.resolve("names"), List.of());
                var service =
                        RunningPostern.up(TREE.root(), folder.resolve("data"), settings(names.port(), first, second))) {
            int http = Integer.parseInt(service.site().substring(service.site().lastIndexOf(':') + 1));
            var browser = new Browser(TREE.root(), folder.resolve("browser"), "http://127.0.0.1:" + first);

            var seen = browser.play(
                    "blocked",
                    Map.of(
                            "local",
                            "ada",
                            "password",
                            "correct horse battery staple",
                            "to",
                            "ada@postern.localhost",
                            "subject",
                            SUBJECT,
                            "firstPort",
                            first,
                            "secondPort",
                            second,
                            "second",
                            "http://localhost:" + second,
                            "serverPort",
                            http),
                    Duration.ofMinutes(9));

            assertThat(seen.path("otherWay").asString("")).contains("localhost:" + second);
            assertThat(seen.path("waiting").asString(""))
                    .contains("waiting for a route", SUBJECT)
                    .doesNotContainIgnoringCase("sent.");
            assertThat(seen.path("arrived").asInt(0)).isEqualTo(1);
            assertThat(seen.path("cookiesOfSecond").asInt(-1)).isZero();
            keep(browser);
        }
    }

    private static List<String> settings(int namesPort, int first, int second) {
        var lines = new ArrayList<>(RunningPostern.firstSteps(namesPort));
        lines.addAll(
                lines.indexOf("[http]") + 1,
                List.of(
                        "site_url = \"http://127.0.0.1:" + first + "\"",
                        "other_urls = [\"http://localhost:" + second + "\"]"));
        return lines;
    }

    private static void keep(Browser browser) throws IOException {
        var target = Files.createDirectories(TREE.root().resolve("target/journey"));
        for (var name : List.of("blocked-other-way", "blocked-waiting", "blocked-sent")) {
            Files.copy(
                    browser.pictures().resolve(name + ".png"),
                    target.resolve(name + ".png"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
