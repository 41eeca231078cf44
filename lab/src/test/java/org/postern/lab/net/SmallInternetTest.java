package org.postern.lab.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Child;

/// The small internet carries mail as the large one does, and is gone when it is closed or killed.
final class SmallInternetTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void mail_of_real_senders_finds_its_way_and_a_null_route_stops_it() {
        try (var internet = SmallInternet.build(folder)) {
            var hosting = internet.network(64501, "a hosting network", "203.0.113");
            var names = internet.network(64503, "the name servers", "198.19.0");
            var zone = StockServer.zone("old.test.", List.of(hosting.address(10), hosting.address(11)));
            try (var root = NameServers.start(names.host("ns", 10), names.address(10), Map.of("old.test.", zone));
                    var stock = StockServer.start(hosting, "old.test", root.address(), 10, 11);
                    var mts = Operator.open(internet, 8359, "MTS", root.address(), "198.18.59")) {
                var postfix = mts.postfix("post.mts.test", List.of("smtp_connect_timeout = 2s"));
                var exim = mts.exim(
                        "exim.mts.test", Path.of("target/exim"), new EximSender.Timers("30m", "* * F,1h,15m", "2s"));

                postfix.send("p1", stock.reader());
                exim.send("e1", stock.reader());
                Await.until(() -> stock.kept().size() == 2, PATIENCE, () -> postfix.log() + exim.log());
                Await.until(() -> ended(postfix) && ended(exim), PATIENCE, () -> postfix.log() + exim.log());
                stock.addresses()
                        .forEach(address -> mts.network().router().run("ip", "route", "add", "blackhole", address));
                postfix.send("p2", stock.reader());
                exim.send("e2", stock.reader());
                Await.until(
                        () -> postfix.log().contains("status=deferred")
                                && exim.log().contains("=="),
                        PATIENCE,
                        () -> postfix.log() + exim.log());

                assertThat(stock.kept()).containsExactlyInAnyOrder("p1", "e1");
                assertThat(postfix.fates().get("p1").kind()).isEqualTo(MailSender.Fate.Kind.DELIVERED);
                assertThat(exim.fates().get("e1").kind()).isEqualTo(MailSender.Fate.Kind.DELIVERED);
                assertThat(postfix.fates().get("p2")).isEqualTo(MailSender.Fate.waiting());
                assertThat(exim.fates().get("e2")).isEqualTo(MailSender.Fate.waiting());
            }
        }
    }

    @Test
    void nothing_is_left_when_the_lab_is_killed() {
        var killed = Child.start(
                folder,
                "lab",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Doomed.class.getName(),
                        folder.resolve("net").toString()),
                Map.of());
        killed.until(() -> killed.output().contains("built"), PATIENCE);
        var prefix = "pst" + killed.pid() + "x";

        assertThat(namespaces()).contains(prefix);
        killed.kill();

        Await.until(() -> !namespaces().contains(prefix), PATIENCE, SmallInternetTest::namespaces);
    }

    private static boolean ended(MailSender sender) {
        return sender.fates().values().stream().noneMatch(MailSender.Fate.waiting()::equals);
    }

    private static String namespaces() {
        return Shell.run(List.of("ip", "netns", "list"));
    }

    /// A lab that somebody kills.
    static final class Doomed {
        public static void main(String[] words) throws IOException {
            try (var internet = SmallInternet.build(Path.of(words[0]))) {
                var network = internet.network(64501, "short-lived", "203.0.113");
                network.host("mx", 10).start("sleep", List.of("sleep", "600"), Map.of());
                System.out.println("built");
                System.in.read(); // ends with whoever started this, at the latest
            }
        }
    }
}
