package org.postern.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postern.server.accounts.Throttle.Kind;
import org.postern.server.accounts.Throttle.Try;
import org.postern.server.time.ManualClock;
import org.postern.wire.address.MailAddress;

/// THREAT T-06
class ThrottleTest {
    private static final MailAddress ADA = MailAddress.parse("ada@example.org").orElseThrow();
    private static final MailAddress BEA = MailAddress.parse("bea@example.org").orElseThrow();

    private final ManualClock clock = new ManualClock();
    private final Throttle throttle = new Throttle(
            new Throttle.Budgets(
                    new Budget(5, Duration.ofSeconds(10)),
                    new Budget(3, Duration.ofSeconds(60)),
                    new Budget(2, Duration.ofSeconds(30))),
            1000,
            new byte[32],
            clock);

    @Test
    void a_name_is_guessed_at_rarely_from_wherever() {
        for (int i = 0; i < 3; i++) {
            assertThat(throttle.ask(stranger("192.0." + i + ".1", ADA))).isZero();
        }

        assertThat(throttle.ask(stranger("192.0.9.1", ADA))).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void a_network_guesses_rarely_at_whomever() {
        for (int i = 0; i < 5; i++) {
            var name = MailAddress.parse("user" + i + "@example.org").orElseThrow();
            assertThat(throttle.ask(stranger("192.0.2." + i, name))).isZero();
        }

        assertThat(throttle.ask(stranger("192.0.2.77", BEA))).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void a_guesser_does_not_lock_the_owner_out() {
        for (int i = 0; i < 50; i++) {
            throttle.ask(stranger("192.0.2.1", ADA));
            throttle.ask(stranger("198.51.100." + i, ADA));
        }

        assertThat(throttle.ask(owner("203.0.113.5", ADA))).isZero();
        assertThat(throttle.ask(owner("192.0.2.9", ADA))).isZero(); // also from the guesser's network
    }

    @Test
    void the_owners_network_is_held_too() {
        throttle.ask(owner("203.0.113.5", ADA));
        throttle.ask(owner("203.0.113.5", ADA));

        assertThat(throttle.ask(owner("203.0.113.5", ADA))).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void what_succeeds_costs_nothing() {
        for (int i = 0; i < 100; i++) {
            var one = stranger("192.0.2.1", ADA);
            assertThat(throttle.ask(one)).isZero();
            throttle.succeeded(one);
        }
    }

    @Test
    void a_password_and_a_second_factor_have_budgets_of_their_own() {
        for (int i = 0; i < 4; i++) {
            throttle.ask(stranger("192.0." + i + ".1", ADA));
        }

        assertThat(throttle.ask(new Try(Kind.SECOND_FACTOR, network("192.0.9.1"), ADA, false)))
                .isZero();
    }

    @Test
    void neighbours_share_a_network() {
        assertThat(network("192.0.2.1")).isEqualTo(network("192.0.2.200")).isNotEqualTo(network("192.0.3.1"));
        assertThat(network("2001:db8:1:2200::1"))
                .isEqualTo(network("2001:db8:1:22ff::9"))
                .isNotEqualTo(network("2001:db8:1:2300::1"));
        assertThat(network("192.0.2.1").toString()).doesNotContain("192", "c0");
    }

    private static Try stranger(String ip, MailAddress name) {
        return new Try(Kind.PASSWORD, network(ip), name, false);
    }

    private static Try owner(String ip, MailAddress name) {
        return new Try(Kind.PASSWORD, network(ip), name, true);
    }

    private static SourceNetwork network(String ip) {
        return SourceNetwork.of(InetAddress.ofLiteral(ip));
    }
}
