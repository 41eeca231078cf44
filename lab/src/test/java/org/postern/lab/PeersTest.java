package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
import org.postern.lab.peers.Recorder;

/// The lab's own instruments, tried on each other before anything is measured with them.
final class PeersTest {
    @Test
    void what_passes_the_recorder_is_what_the_other_postfix_keeps(@TempDir Path folder) throws Exception {
        int port = Ports.free();
        var message =
                Files.writeString(folder.resolve("message"), "From: a@one.test\nSubject: dots\n\n.\n..two\nend\n");
        try (var receiver = Postfix.start(
                        folder.resolve("two"),
                        new Postfix.Setup("127.0.0.1:" + port, "two.test", Map.of(), List.of()));
                var recorder = Recorder.start(port);
                var sender = Postfix.start(
                        folder.resolve("one"),
                        new Postfix.Setup(
                                "127.0.0.1:" + Ports.free(),
                                "one.test",
                                Map.of("two.test", "smtp:[127.0.0.1]:" + recorder.port()),
                                List.of()))) {

            sender.send("a@one.test", "b@two.test", message);
            Await.until(
                    () -> receiver.received().size() == 1, Duration.ofSeconds(30), () -> sender.log() + receiver.log());

            assertThat(recorder.passed()).singleElement().satisfies(passed -> {
                assertThat(passed.accepted()).isTrue();
                assertThat(new String(passed.content().toByteArray(), StandardCharsets.UTF_8))
                        .endsWith("\r\n\r\n.\r\n..two\r\nend\r\n");
            });
            assertThat(Files.readString(receiver.received().getFirst())).endsWith("\n\n.\n..two\nend\n");
        }
    }
}
