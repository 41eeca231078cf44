package org.postern.lab.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;

/// Postern with relays in the small internet, driven by its own commands and settings.
final class RelaysInTheLabTest {
    private static final Pattern SMTP = Pattern.compile("smtp\\[\\d+\\]");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void a_rented_host_becomes_a_relay_by_the_lines_that_are_printed(@TempDir Path folder) {
        try (var scene = new Scene(folder, Scene.MOST_LOOKS)) {
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
        try (var scene = new Scene(folder, Scene.MOST_LOOKS)) {
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

            assertThat(sender.log()).doesNotContain("status=deferred");
            assertThat(mostTimeOutsOfALetter(sender.log())).isLessThanOrEqualTo(1);
            assertThat(postern.kept()).hasSize(12);
        }
    }

    private static boolean allArrived(MailSender sender) {
        return sender.fates().values().stream().allMatch(fate -> fate.kind() == MailSender.Fate.Kind.DELIVERED);
    }

    /// How many connections that timed out one letter waited for at most. Each process of Postfix has one letter
    /// at a time.
    private static int mostTimeOutsOfALetter(String log) {
        var waits = new HashMap<String, Integer>();
        int most = 0;
        for (var line : log.lines().toList()) {
            var process = SMTP.matcher(line);
            if (process.find() && line.contains("Connection timed out")) {
                most = Math.max(most, waits.merge(process.group(), 1, Integer::sum));
            } else if (process.hasMatch() && line.contains("status=sent")) {
                waits.remove(process.group());
            }
        }
        return most;
    }
}
