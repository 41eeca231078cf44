package org.postern.server.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postern.server.net.DialFailed;
import org.postern.server.net.DialFailed.Word;
import org.postern.server.net.Dialer;
import org.postern.server.net.DirectDialer;
import org.postern.server.net.Line;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// One destination, several ways to it: the next one is for failures of the network alone.
@Timeout(60)
class WaysTest {
    private static final Domain PEER = new Domain("peer.example");
    private static final String TAKES_ALL = """
            S: 220 peer.example
            C: EHLO*
            S: 250 peer.example
            C: MAIL*
            S: 250 ok
            C: RCPT*
            S: 250 ok
            C: DATA
            S: 354 go
            D:
            S: 250 kept
            C: QUIT
            S: 221 bye
            """;

    private final List<String> heard = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(
            value = Word.class,
            names = {"CONNECTION_RESET", "GENERIC_TIMEOUT_ERROR", "HOST_UNREACHABLE", "NETWORK_UNREACHABLE"})
    void where_the_network_fails_by_one_way_the_next_is_taken(Word word) throws Exception {
        var attempt = deliver(TAKES_ALL, new Failing(word), new DirectDialer(Clock.system()));

        assertThat(attempt).isInstanceOf(Attempt.Delivered.class);
        assertThat(heard).containsExactly("0 " + word, "1 spoke");
    }

    @Test
    void a_refused_connection_is_the_peer_s_answer_and_is_not_gone_round() throws Exception {
        var attempt = deliver(TAKES_ALL, new Failing(Word.CONNECTION_REFUSED), new DirectDialer(Clock.system()));

        assertThat(attempt).isEqualTo(new Attempt.NoConnection(Word.CONNECTION_REFUSED));
        assertThat(heard).containsExactly("0 CONNECTION_REFUSED");
    }

    @ParameterizedTest
    @EnumSource(Spoken.class)
    void what_the_peer_says_is_its_answer_and_is_not_gone_round(Spoken spoken) throws Exception {
        var direct = new DirectDialer(Clock.system());

        var attempt = deliver(spoken.dialogue, direct, direct);

        assertThat(attempt).isNotInstanceOf(Attempt.Delivered.class);
        assertThat(heard).containsExactly("0 spoke");
    }

    @Test
    void without_a_way_nothing_is_tried() throws Exception {
        assertThat(deliver(TAKES_ALL)).isEqualTo(new Attempt.NoConnection(Word.NETWORK_UNREACHABLE));
    }

    enum Spoken {
        GREETING("S: 554 go away\n"),
        HELLO("S: 220 peer.example\nC: EHLO*\nS: 421 not you\n"),
        RECIPIENT(
                "S: 220 peer.example\nC: EHLO*\nS: 250 peer.example\nC: MAIL*\nS: 250 ok\nC: RCPT*\nS: 550 5.7.1 blocked\nC: QUIT\nS: 221 bye\n");

        private final String dialogue;

        Spoken(String dialogue) {
            this.dialogue = dialogue;
        }
    }

    private Attempt deliver(String dialogue, Dialer... ways) throws Exception {
        try (var peer = new FakePeer(dialogue)) {
            var settings = new DeliverySettings(
                    List.of("peer.example=127.0.0.1:" + peer.port()), false, 25, Duration.ofSeconds(5));
            var courier = new Courier(new Courier.Parts(
                    new FixedNames(),
                    new Several(List.of(ways)),
                    Clock.system(),
                    new Random(7),
                    new Domain("mx.postern.example"),
                    settings,
                    Timeouts.all(Duration.ofSeconds(10)),
                    new Metrics()));
            var recipient = new Errand.Recipient(new MailAddress("bo", PEER), Set.of(), Optional.empty());
            try (var visit = courier.visit(PEER)) {
                var errand = new Errand(Optional.empty(), List.of(recipient), Octets.ascii("A: b\r\n\r\n"));
                return visit.carry(errand).values().iterator().next();
            }
        }
    }

    private final class Several implements Dialer {
        private final List<Dialer> ways;

        Several(List<Dialer> ways) {
            this.ways = ways;
        }

        @Override
        public Line dial(InetSocketAddress to, Duration timeout) {
            throw new IllegalStateException("by which way?");
        }

        @Override
        public List<Dialer> ways(InetSocketAddress to) {
            return IntStream.range(0, ways.size())
                    .<Dialer>mapToObj(number -> new Listening(number, ways.get(number)))
                    .toList();
        }
    }

    private final class Listening implements Dialer {
        private final int number;
        private final Dialer inner;

        Listening(int number, Dialer inner) {
            this.number = number;
            this.inner = inner;
        }

        @Override
        public Line dial(InetSocketAddress to, Duration timeout) throws DialFailed {
            return inner.dial(to, timeout);
        }

        @Override
        public void heard(InetSocketAddress to, Optional<Word> failure) {
            heard.add(number + " " + failure.map(Word::name).orElse("spoke"));
        }
    }

    private record Failing(Word word) implements Dialer {
        @Override
        public Line dial(InetSocketAddress to, Duration timeout) throws DialFailed {
            throw new DialFailed(word);
        }
    }
}
