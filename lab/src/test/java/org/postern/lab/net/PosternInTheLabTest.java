package org.postern.lab.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;

/// Postern as a host of the small internet.
final class PosternInTheLabTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void real_senders_of_the_lab_reach_postern(@TempDir Path folder) {
        try (var internet = SmallInternet.build(folder)) {
            var hosting = internet.network(64502, "the core's network", "192.0.2");
            var names = internet.network(64503, "the name servers", "198.19.0");
            var zone = StockServer.zone("postern.test.", List.of(hosting.address(PosternHost.LAST)));
            try (var root = NameServers.start(names.host("ns", 10), names.address(10), Map.of("postern.test.", zone));
                    var postern = PosternHost.start(hosting, "postern.test", root.address(), List.of());
                    var mts = Operator.open(internet, 8359, "MTS", root.address(), "198.18.59")) {
                var postfix = mts.postfix("post.mts.test", List.of());
                var exim = mts.exim("exim.mts.test", Path.of("target/exim"), EximSender.Timers.stock());

                postfix.send("p1", postern.reader());
                exim.send("e1", postern.reader());
                Await.until(
                        () -> postfix.log().contains("status=") && exim.log().contains("=>"),
                        PATIENCE,
                        () -> postfix.log() + exim.log() + postern.log());

                assertThat(postern.kept()).containsExactly("e1", "p1");
            }
        }
    }
}
