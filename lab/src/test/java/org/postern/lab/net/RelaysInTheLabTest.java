package org.postern.lab.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;

/// Postern with relays in the small internet, driven by its own commands and settings.
final class RelaysInTheLabTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
            assertThat(postern.order("relay", "list"))
                    .contains("relay1", "relay2")
                    .doesNotContain("DOWN");
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
            var named = postern.seenFrom(operator);
            var blocked = scene.relays().stream().map(RelayHost::address).filter(named::contains);
            scene.censorOf(operator).block(Means.NULL_ROUTE, blocked.findFirst().orElseThrow());

            for (int i = 0; i < 12; i++) {
                sender.send("p" + i, postern.reader());
            }
            Await.until(() -> sender.fates().size() == 12 && allArrived(sender), PATIENCE, sender::log);

            assertThat(sender.fates().values())
                    .allSatisfy(fate -> assertThat(fate.seconds().orElseThrow()).isLessThan(4 + 2));
            assertThat(postern.kept()).hasSize(12);
        }
    }

    private static boolean allArrived(MailSender sender) {
        return sender.fates().values().stream().allMatch(fate -> fate.kind() == MailSender.Fate.Kind.DELIVERED);
    }
}
