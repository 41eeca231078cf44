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
                    var mts = Operator.open(internet, 8359, "MTS", "198.18.59", root.address())) {
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

    @Test
    void a_rented_host_becomes_a_relay_by_the_lines_that_are_printed(@TempDir Path folder) {
        try (var scene = new Scene(folder)) {
            var operator = scene.operator(8359, "MTS", "198.18.59");
            var sender = operator.postfix("post.mts.test", List.of());
            var postern = scene.openPostern(2, 0);
            var customer = operator.network().host("customer", 99);

            sender.send("p1", postern.reader());
            Await.until(() -> sender.log().contains("status="), PATIENCE, () -> sender.log() + postern.log());

            assertThat(postern.kept()).containsExactly("p1");
            assertThat(postern.order("relay", "list")).contains("relay1", "relay2").doesNotContain("DOWN");
            for (var relay : scene.relays()) {
                assertThat(customer.reaches(relay.address(), 25)).isTrue();
                assertThat(postern.seenFrom(operator)).contains(relay.address());
            }
        }
    }

    @Test
    void with_one_of_three_addresses_blocked_no_mail_waits_longer_than_its_sender_waits_for_a_connection(
            @TempDir Path folder) {
        try (var scene = new Scene(folder)) {
            var operator = scene.operator(8359, "MTS", "198.18.59");
            var sender = operator.postfix("post.mts.test", List.of("smtp_connect_timeout = 4s"));
            var postern = scene.openPostern(3, 0);
            scene.censorOf(operator).block(Means.NULL_ROUTE, scene.relays().getFirst().address());

            for (int i = 0; i < 12; i++) {
                sender.send("p" + i, postern.reader());
            }
            Await.until(() -> sender.fates().size() == 12 && allArrived(sender), PATIENCE, sender::log);

            assertThat(sender.fates().values()).allSatisfy(fate -> assertThat(fate.seconds().orElseThrow()).isLessThan(4 + 2));
            assertThat(postern.kept()).hasSize(12);
        }
    }

    private static boolean allArrived(MailSender sender) {
        return sender.fates().values().stream().allMatch(fate -> fate.kind() == MailSender.Fate.Kind.DELIVERED);
    }
}
