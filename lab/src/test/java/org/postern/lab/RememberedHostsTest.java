package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.Postfix;
import org.postern.lab.peers.RunningPostern;
import org.postern.lab.peers.Unbound;

/// What a restarted service knows of where it may look: the stock Postfix that wrote to it before.
final class RememberedHostsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// What Postfix logs of a look: a greeting and a farewell.
    private static final String LOOK = " ehlo=1 quit=1 commands=2";

    private final String host = Ports.freeHost(25);

    @TempDir
    private Path folder;

    @Test
    void a_mail_host_that_wrote_to_us_is_looked_at_after_a_restart_without_another_letter() throws IOException {
        try (var names = Unbound.start(
                        folder.resolve("names"),
                        List.of("peer.test. 60 IN MX 10 mx.peer.test.", "mx.peer.test. 60 IN A " + host));
                var service = RunningPostern.up(
                        SourceTree.ofThisCheckout().root(),
                        folder.resolve("data"),
                        RunningPostern.firstSteps(names.port()));
                var postfix = Postfix.start(folder.resolve("postfix"), setup(service))) {
            signUp(service);
            var letter = Files.writeString(folder.resolve("letter"), "Subject: hello\n\nHello.\n");
            postfix.send("bob@peer.test", "ada@postern.localhost", letter);

            awaitLook(service, postfix);
            service.restart();

            awaitLook(service, postfix);
        }
    }

    private Postfix.Setup setup(RunningPostern service) {
        return new Postfix.Setup(
                host + ":25",
                "peer.test",
                Map.of("postern.localhost", "smtp:[127.0.0.1]:" + service.smtpPort()),
                List.of());
    }

    /// Asks for a look, as a person does, until there is one more.
    private static void awaitLook(RunningPostern service, Postfix postfix) {
        int before = looks(postfix);
        Await.until(
                () -> {
                    service.run(
                            "reach",
                            "look",
                            "127.0.0.0/16",
                            "core",
                            "--data",
                            service.data().toString());
                    return looks(postfix) > before;
                },
                PATIENCE,
                () -> postfix.log() + service.log());
        assertThat(looks(postfix)).isGreaterThan(before);
    }

    private static int looks(Postfix postfix) {
        return Math.toIntExact(
                postfix.log().lines().filter(line -> line.contains(LOOK)).count());
    }

    private void signUp(RunningPostern service) throws IOException {
        var password = Files.writeString(folder.resolve("password"), "correct horse battery staple\n");
        service.mail("ada@postern.localhost", password, "signup");
    }
}
