package org.postern.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.server.time.ManualClock;
import org.postern.wire.address.Domain;
import org.postern.wire.dns.Lookup;
import org.postern.wire.dns.MailExchanger;

/// Against a name server of the test's own, over real UDP and TCP.
@Timeout(60)
final class ResolverTest {
    private static final Domain PEER = new Domain("peer.example");
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final ManualClock clock = new ManualClock();
    private AnsweringPeer peer;

    @BeforeEach
    void open() throws Exception {
        peer = new AnsweringPeer();
    }

    @AfterEach
    void close() throws Exception {
        peer.close();
    }

    /// RFC 7766 §5
    @Test
    void an_answer_that_was_cut_is_asked_for_over_tcp() {
        for (int i = 0; i < 100; i++) {
            peer.record("peer.example. 300 IN MX " + i + " a-rather-long-name-" + i + ".peer.example.");
        }

        var found = resolver(peer.port()).mailExchangers(PEER);

        assertThat(((Lookup.Found<MailExchanger>) found).answers()).hasSize(100);
        assertThat(peer.overUdp()).isEqualTo(1);
        assertThat(peer.overTcp()).isEqualTo(1);
    }

    @Test
    void an_answer_is_kept_as_long_as_it_allows() {
        peer.record("peer.example. 60 IN MX 10 mx.peer.example.");
        var resolver = resolver(peer.port());

        resolver.mailExchangers(PEER);
        clock.advance(Duration.ofSeconds(59));
        resolver.mailExchangers(PEER);
        assertThat(peer.overUdp()).isEqualTo(1);

        clock.advance(Duration.ofSeconds(2));
        assertThat(resolver.mailExchangers(PEER)).isInstanceOf(Lookup.Found.class);
        assertThat(peer.overUdp()).isEqualTo(2);
    }

    @Test
    void that_there_is_no_such_name_is_kept_for_five_minutes_at_most() {
        var resolver = resolver(peer.port());

        assertThat(resolver.mailExchangers(PEER)).isInstanceOf(Lookup.NoSuchName.class);
        resolver.mailExchangers(PEER);
        assertThat(peer.overUdp()).isEqualTo(1);

        clock.advance(Duration.ofMinutes(6));
        resolver.mailExchangers(PEER);
        assertThat(peer.overUdp()).isEqualTo(2);
    }

    @Test
    void a_failure_is_not_kept_and_the_next_question_finds_the_resolver_again() {
        var resolver = resolver(peer.port());
        peer.record("peer.example. 60 IN MX 10 mx.peer.example.");
        peer.fail(true);
        assertThat(resolver.mailExchangers(PEER)).isInstanceOf(Lookup.Failed.class);

        peer.fail(false);

        assertThat(resolver.mailExchangers(PEER)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void a_resolver_that_is_silent_costs_its_time_and_the_next_one_answers() throws Exception {
        peer.record("peer.example. 60 IN MX 10 mx.peer.example.");
        try (var silent = new AnsweringPeer()) {
            silent.silence();
            Lookup<MailExchanger> found = resolver(silent.port(), peer.port()).mailExchangers(PEER);

            assertThat(found).isInstanceOf(Lookup.Found.class);
            assertThat(silent.overUdp()).isPositive();
        }
    }

    private Resolver resolver(int... ports) {
        var servers = Arrays.stream(ports).mapToObj(port -> "127.0.0.1:" + port).toList();
        return new Resolver(new NameSettings(List.copyOf(servers), PATIENCE), clock);
    }
}
