package org.postern.lab.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
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

    /// Nothing closes and nothing is refused: packets stop.
    @Test
    void a_relay_that_falls_silent_is_noticed_within_five_seconds_and_named_to_nobody_five_later(@TempDir Path folder) {
        try (var scene = new Scene(folder, Scene.MOST_LOOKS)) {
            var operator = scene.operator(8359, "MTS", "198.18.59");
            var sender = operator.postfix("post.mts.test", List.of("smtp_connect_timeout = 4s"));
            var postern = scene.openPostern(2, 0);
            var relay = scene.relays().getFirst();
            assertThat(postern.seenFrom(operator)).contains(relay.address());
            long before = downs(postern);

            long silent = System.nanoTime();
            relay.network().cut();
            Await.until(() -> downs(postern) > before, PATIENCE, postern::log);
            var noticed = Duration.ofNanos(System.nanoTime() - silent);
            Await.until(() -> !namedAfresh(postern, operator).contains(relay.address()), PATIENCE, postern::log);
            var moved = Duration.ofNanos(System.nanoTime() - silent);

            System.out.println("silent relay: noticed after " + noticed.toMillis() + " ms, named to nobody after "
                    + moved.toMillis() + " ms");
            assertThat(noticed).isLessThan(Duration.ofSeconds(5));
            assertThat(moved.minus(noticed)).isLessThan(Duration.ofSeconds(5));
            sender.send("p1", postern.reader());
            Await.until(() -> allArrived(sender) && !sender.fates().isEmpty(), PATIENCE, sender::log);
            relay.network().splice();
            Await.until(() -> namedAfresh(postern, operator).contains(relay.address()), PATIENCE, postern::log);
        }
    }

    /// The way that fails is told at once, so that the tries that it takes are over soon.
    @Test
    void mail_leaves_by_a_relay_once_the_direct_way_fails_and_the_other_server_sees_the_relay(@TempDir Path folder) {
        try (var scene = new Scene(folder, Scene.MOST_LOOKS)) {
            var operator = scene.operator(8359, "MTS", "198.18.59");
            var other = operator.postfix("old.test", List.of());
            var address = operator.network().address(Operator.FIRST_SENDER);
            scene.root().publish("old.test.", List.of("old.test. MX 10 mx.old.test.", "mx.old.test. A " + address));
            var postern = scene.openPostern(1, 0);
            var relay = scene.relays().getFirst();
            postern.host().run("ip", "route", "add", "unreachable", address);

            for (int i = 0; i < 3; i++) {
                postern.send("q" + i, "somebody@old.test");
            }
            Await.until(
                    () -> {
                        postern.order("queue", "retry");
                        return other.log().contains("to=<somebody@old.test>"); // it is kept there
                    },
                    Duration.ofMinutes(3),
                    () -> other.log() + postern.order("reach", "steps") + postern.log());

            assertThat(other.log())
                    .contains("client=unknown[" + relay.address() + "]")
                    .doesNotContain("connect from unknown[192.0.2.");
        }
    }

    private static long downs(PosternHost postern) {
        return postern.log()
                .lines()
                .filter(line -> line.contains("a relay is down"))
                .count();
    }

    /// By a resolver that remembers nothing.
    private static Set<String> namedAfresh(PosternHost postern, Operator operator) {
        operator.resolver().forget();
        return postern.seenFrom(operator);
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
