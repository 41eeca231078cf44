package org.postern.server.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.server.net.DialFailed;
import org.postern.server.net.DirectDialer;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;
import org.postern.wire.smtp.Notify;

/// Delivery against a peer that plays dialogues over a real socket.
@Timeout(60)
class VisitTest {
    private static final Domain PEER = new Domain("peer.example");
    private static final Domain SELF = new Domain("mx.postern.example");
    private static final String HELLO = """
            S: 220 peer.example ESMTP
            C: EHLO mx.postern.example
            """;
    private static final String PIPELINING = HELLO + """
            S: 250-peer.example hello
            S: 250-PIPELINING
            S: 250-SIZE 100000
            S: 250-8BITMIME
            S: 250 DSN
            """;
    private static final String BARE = HELLO + "S: 250 peer.example\n";
    private static final String QUIT = """
            C: QUIT
            S: 221 bye
            """;

    private final FixedNames names = new FixedNames().mx("peer.example", 10, "mx.peer.example");
    private Duration patience = Duration.ofSeconds(10);

    @Test
    void a_pipelining_peer_gets_all_commands_in_one_go_and_each_recipient_its_own_answer() throws Exception {
        var dialogue = PIPELINING + """
                C: MAIL FROM:<ada@postern.example> SIZE=26 RET=HDRS
                C: RCPT TO:<bo@peer.example>
                C: RCPT TO:<gone@peer.example>
                C: RCPT TO:<full@peer.example>
                C: DATA
                S: 250 2.1.0 ok
                S: 250 2.1.5 ok
                S: 550-5.1.1 nobody here
                S: 550 5.1.1 of that name
                S: 451 4.2.2 try later
                S: 354 go
                D:
                S: 250 2.0.0 kept as 1
                """ + QUIT;

        var done = deliver(errand("bo", "gone", "full"), dialogue);

        assertThat(done).hasSize(3);
        assertThat(done.getFirst()).isInstanceOfSatisfying(Attempt.Delivered.class, delivered -> {
            assertThat(delivered.reply().oneLine()).isEqualTo("250 2.0.0 kept as 1");
            assertThat(delivered.peerReports()).isTrue();
        });
        assertThat(done.get(1))
                .isInstanceOfSatisfying(
                        Attempt.Refused.class,
                        refused ->
                                assertThat(refused.reply().oneLine()).isEqualTo("550 5.1.1 nobody here of that name"));
        assertThat(done.get(2)).isInstanceOf(Attempt.Deferred.class);
    }

    @Test
    void a_peer_without_pipelining_gets_one_command_at_a_time() throws Exception {
        var dialogue = BARE + """
                C: MAIL FROM:<ada@postern.example>
                S: 250 ok
                C: RCPT TO:<bo@peer.example>
                S: 250 ok
                C: DATA
                S: 354 go
                D:
                S: 250 kept
                """ + QUIT;

        assertThat(deliver(errand("bo"), dialogue)).singleElement().isInstanceOf(Attempt.Delivered.class);
    }

    @Test
    void a_peer_that_knows_only_helo_is_greeted_again() throws Exception {
        var dialogue = HELLO + """
                S: 502 what
                C: HELO mx.postern.example
                S: 250 hello
                C: MAIL FROM:<ada@postern.example>
                S: 250 ok
                C: RCPT TO:<bo@peer.example>
                S: 550 no
                """ + "C: QUIT\nS: 221 bye\n";

        assertThat(deliver(errand("bo"), dialogue)).singleElement().isInstanceOf(Attempt.Refused.class);
    }

    @Test
    void the_next_message_uses_the_same_connection_after_a_reset_where_one_was_left_open() throws Exception {
        var dialogue = BARE + """
                C: MAIL FROM:<ada@postern.example>
                S: 250 ok
                C: RCPT TO:<gone@peer.example>
                S: 550 no
                C: RSET
                S: 250 ok
                C: MAIL FROM:<ada@postern.example>
                S: 250 ok
                C: RCPT TO:<bo@peer.example>
                S: 250 ok
                C: DATA
                S: 354 go
                D:
                S: 250 kept
                C: MAIL FROM:<ada@postern.example>
                S: 250 ok
                C: RCPT TO:<bo@peer.example>
                S: 250 ok
                C: DATA
                S: 354 go
                D:
                S: 250 kept
                """ + QUIT;

        assertThat(deliver(List.of(errand("gone"), errand("bo"), errand("bo")), dialogue))
                .extracting(Object::getClass)
                .containsExactly(Attempt.Refused.class, Attempt.Delivered.class, Attempt.Delivered.class);
    }

    @ParameterizedTest
    @CsvSource({"X", "S: 421 4.3.2 idle too long"})
    void a_kept_connection_that_died_is_opened_anew(String end) throws Exception {
        var once = BARE + """
                C: MAIL FROM:<ada@postern.example>
                S: 250 ok
                C: RCPT TO:<bo@peer.example>
                S: 250 ok
                C: DATA
                S: 354 go
                D:
                S: 250 kept
                """;

        var done = deliver(List.of(errand("bo"), errand("bo")), once + "C: MAIL*\n" + end + "\nX\n", once + QUIT);

        assertThat(done).hasSize(2).allMatch(Attempt.Delivered.class::isInstance);
    }

    @Test
    void recipients_beyond_what_the_peer_takes_follow_in_another_transaction() throws Exception {
        var dialogue = PIPELINING + """
                C: MAIL FROM:<ada@postern.example>*
                C: RCPT TO:<bo@peer.example>
                C: RCPT TO:<cy@peer.example>
                C: DATA
                S: 250 ok
                S: 250 ok
                S: 452 4.5.3 too many
                S: 354 go
                D:
                S: 250 kept
                C: MAIL FROM:<ada@postern.example>*
                C: RCPT TO:<cy@peer.example>
                C: DATA
                S: 250 ok
                S: 250 ok
                S: 354 go
                D:
                S: 250 kept
                """ + QUIT;

        assertThat(deliver(errand("bo", "cy"), dialogue)).hasSize(2).allMatch(Attempt.Delivered.class::isInstance);
    }

    @Test
    void the_limit_of_recipients_that_the_peer_tells_is_kept() throws Exception {
        var one = """
                S: 250 ok
                C: RCPT TO:<%s@peer.example>
                S: 250 ok
                C: DATA
                S: 354 go
                D:
                S: 250 kept
                """;
        var dialogue = HELLO + "S: 250-hello\nS: 250 LIMITS RCPTMAX=1\nC: MAIL*\n" + one.formatted("bo") + "C: MAIL*\n"
                + one.formatted("cy") + QUIT;

        assertThat(deliver(errand("bo", "cy"), dialogue)).hasSize(2).allMatch(Attempt.Delivered.class::isInstance);
    }

    @Test
    void a_pipelined_data_without_a_recipient_is_answered_by_an_empty_text() throws Exception {
        var dialogue = PIPELINING + """
                C: MAIL*
                C: RCPT*
                C: DATA
                S: 250 ok
                S: 550 5.1.1 no
                S: 354 go on
                D:
                S: 554 5.5.1 no recipients
                """ + QUIT;

        assertThat(deliver(errand("gone"), dialogue)).singleElement().isInstanceOf(Attempt.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "450 4.7.1 greylisted, Deferred",
        "554 5.7.1 go away, Refused",
        "550 odd greeting, Deferred",
        "421 4.3.2 busy, Deferred"
    })
    void a_greeting_that_is_no_welcome_is_judged_by_its_code(String greeting, String outcome) throws Exception {
        assertThat(deliver(errand("bo"), "S: " + greeting + "\nE\n"))
                .singleElement()
                .satisfies(attempt ->
                        assertThat(attempt.getClass().getSimpleName()).isEqualTo(outcome));
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "C: MAIL*",
        "C: MAIL*|S: 250 ok|C: RCPT*",
        "C: MAIL*|S: 250 ok|C: RCPT*|S: 250 ok|C: DATA",
        "C: MAIL*|S: 250 ok|C: RCPT*|S: 250 ok|C: DATA|S: 354 go",
        "C: MAIL*|S: 250 ok|C: RCPT*|S: 250 ok|C: DATA|S: 354 go|D:"
    })
    void a_line_that_drops_in_any_stage_defers(String stage) throws Exception {
        assertThat(deliver(errand("bo"), BARE + stage.replace('|', '\n') + "\nX\n"))
                .singleElement()
                .isInstanceOf(Attempt.NoConnection.class);
    }

    @ParameterizedTest
    @CsvSource({"''", "S: 220-slow", "'S: 220 hi|C: EHLO*|S: 250 hi|C: MAIL*'"})
    void a_peer_that_stalls_is_left_after_its_time(String stage) throws Exception {
        patience = Duration.ofMillis(200);

        assertThat(deliver(errand("bo"), stage.replace('|', '\n') + "\nE\n"))
                .containsExactly(new Attempt.NoConnection(DialFailed.Word.GENERIC_TIMEOUT_ERROR));
    }

    @Test
    void a_peer_that_speaks_something_else_is_left() throws Exception {
        assertThat(deliver(errand("bo"), "S: HTTP/1.1 400 Bad Request\nE\n"))
                .containsExactly(new Attempt.NoConnection(DialFailed.Word.PROTOCOL_ERROR));
    }

    @ParameterizedTest
    @CsvSource({"S: 454 4.7.0 not now", "S: 220 go|C: *|S: this is no TLS record|X", "X"})
    void mail_goes_in_the_clear_where_starttls_comes_to_nothing(String failing) throws Exception {
        var secured = HELLO + "S: 250-hello\nS: 250 STARTTLS\nC: STARTTLS\n" + failing.replace('|', '\n') + "\nE\n";
        var clear = HELLO + "S: 250-hello\nS: 250 STARTTLS\n" + """
                C: MAIL FROM:<ada@postern.example>
                S: 250 ok
                C: RCPT TO:<bo@peer.example>
                S: 250 ok
                C: DATA
                S: 354 go
                D:
                S: 250 kept
                """ + QUIT;

        try (var peer = new FakePeer(secured, clear)) {
            assertThat(run(peer, List.of(errand("bo")))).singleElement().isInstanceOf(Attempt.Delivered.class);
        }
    }

    @Test
    void what_the_peer_cannot_take_is_refused_without_sending() throws Exception {
        var large = new Errand(sender(), errand("bo").to(), Octets.of(new byte[100_001]));
        var eight = new Errand(sender(), errand("bo").to(), Octets.utf8("A: b\r\n\r\nsch\u00f6n\r\n"));
        var header = new Errand(sender(), errand("bo").to(), Octets.utf8("A: sch\u00f6n\r\n\r\nb\r\n"));
        var address = errand("b\u00f6");

        assertThat(codes(deliver(large, PIPELINING + QUIT))).containsExactly("5.3.4");
        assertThat(codes(deliver(eight, BARE + QUIT))).containsExactly("5.6.3");
        assertThat(codes(deliver(header, PIPELINING + QUIT))).containsExactly("5.6.7");
        assertThat(codes(deliver(address, PIPELINING + QUIT))).containsExactly("5.6.7");
    }

    @Test
    void parameters_follow_what_the_peer_offers() throws Exception {
        var to = new Errand.Recipient(
                MailAddress.parse("b\u00f6@peer.example").orElseThrow(),
                Set.of(Notify.SUCCESS, Notify.FAILURE),
                Optional.of("rfc822;bo@old.example"));
        var message = Octets.utf8("A: sch\u00f6n\r\n\r\nb\r\n");
        var dialogue = HELLO + """
                S: 250-hello
                S: 250-SMTPUTF8
                S: 250-8bitmime
                S: 250 dsn
                C: MAIL FROM:<ada@postern.example> BODY=8BITMIME SMTPUTF8 RET=HDRS
                S: 250 ok
                C: RCPT TO:<b\u00f6@peer.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;bo@old.example
                S: 250 ok
                C: DATA
                S: 354 go
                D:
                S: 250 kept
                """ + QUIT;

        assertThat(deliver(new Errand(sender(), List.of(to), message), dialogue))
                .singleElement()
                .isInstanceOf(Attempt.Delivered.class);
    }

    @Test
    void dots_are_doubled() throws Exception {
        var message = Octets.ascii("A: b\r\n\r\n.dot\r\n..\r\n");
        var dialogue = BARE + "C: MAIL*\nS: 250 ok\nC: RCPT*\nS: 250 ok\nC: DATA\nS: 354 go\nD:\nS: 250 ok\n" + QUIT;
        try (var peer = new FakePeer(dialogue)) {
            run(peer, List.of(new Errand(sender(), errand("bo").to(), message)));

            assertThat(peer.problems()).isEmpty();
            assertThat(peer.texts()).containsExactly("A: b\r\n\r\n..dot\r\n...\r\n");
        }
    }

    private static List<String> codes(List<Attempt> attempts) {
        Function<Attempt, String> code = attempt -> attempt instanceof Attempt.Refused refused
                ? refused.reply().enhanced().orElse("")
                : attempt.toString();
        return attempts.stream().map(code).toList();
    }

    private List<Attempt> deliver(Errand errand, String... dialogues) throws Exception {
        return deliver(List.of(errand), dialogues);
    }

    private List<Attempt> deliver(List<Errand> errands, String... dialogues) throws Exception {
        try (var peer = new FakePeer(dialogues)) {
            var attempts = run(peer, errands);
            assertThat(peer.problems()).isEmpty();
            return attempts;
        }
    }

    private List<Attempt> run(FakePeer peer, List<Errand> errands) {
        var route = "peer.example=127.0.0.1:" + peer.port();
        var settings = new DeliverySettings(List.of(route), false, 25, Duration.ofSeconds(5));
        var courier = new Courier(parts(settings, new DirectDialer(Clock.system())));
        try (var visit = courier.visit(PEER)) {
            return errands.stream()
                    .flatMap(errand -> visit.carry(errand).values().stream())
                    .toList();
        }
    }

    private Courier.Parts parts(DeliverySettings settings, org.postern.server.net.Dialer dialer) {
        return new Courier.Parts(
                names, dialer, Clock.system(), new Random(7), SELF, settings, Timeouts.all(patience), new Metrics());
    }

    private static Errand errand(String... locals) {
        var to = Stream.of(locals)
                .map(local -> new Errand.Recipient(new MailAddress(local, PEER), Set.of(), Optional.empty()))
                .toList();
        return new Errand(sender(), to, Octets.ascii("Subject: hello\r\n\r\nh. you\r\n"));
    }

    private static Optional<MailAddress> sender() {
        return MailAddress.parse("ada@postern.example");
    }
}
