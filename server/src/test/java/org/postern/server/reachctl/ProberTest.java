package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postern.reach.Failure;
import org.postern.reach.Observation;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.server.net.DialFailed;
import org.postern.server.net.DirectDialer;
import org.postern.server.time.Clock;

/// Looks over real sockets of this machine.
final class ProberTest {
    private static final SourceNetwork THEM = new SourceNetwork.As(64500);
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final List<Observation> found = new ArrayList<>();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Test
    void a_mail_host_hears_ehlo_and_quit_and_nothing_else() throws Exception {
        try (var server = new ServerSocket(0, 50, HERE)) {
            serve(server, "220 far.test ESMTP\r\n", "250-far.test\r\n250-SIZE 1000\r\n250 STARTTLS\r\n", "221 bye\r\n");

            prober(server.getLocalPort()).knock(THEM, RelayId.CORE, host());
        }

        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("EHLO mx.here.test");
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("QUIT");
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("(end)");
        assertThat(found).singleElement().isInstanceOfSatisfying(Observation.Reversed.class, seen -> {
            assertThat(seen.failure()).isEmpty();
            assertThat(seen.starttls()).contains(true);
        });
    }

    @Test
    void a_host_that_turns_us_away_is_told_quit_and_has_answered() throws Exception {
        try (var server = new ServerSocket(0, 50, HERE)) {
            serve(server, "554 go away\r\n", "221 bye\r\n");

            prober(server.getLocalPort()).knock(THEM, RelayId.CORE, host());
        }

        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("QUIT");
        assertThat(found)
                .singleElement()
                .isInstanceOfSatisfying(
                        Observation.Reversed.class,
                        seen -> assertThat(seen.failure()).isEmpty());
    }

    @Test
    void a_refused_connection_is_told_as_one() throws Exception {
        int port;
        try (var server = new ServerSocket(0, 50, HERE)) {
            port = server.getLocalPort();
        }

        prober(port).knock(THEM, RelayId.CORE, host());

        assertThat(found)
                .singleElement()
                .isInstanceOfSatisfying(
                        Observation.Reversed.class,
                        seen -> assertThat(seen.failure()).contains(Failure.CONNECTION_REFUSED));
    }

    @Test
    void a_relay_is_well_when_our_banner_answers_there_and_not_somebody_elses() throws Exception {
        var relay = new Relay(new RelayId("rome"), List.of(HERE), THEM);
        try (var server = new ServerSocket(0, 50, HERE)) {
            var prober = prober(server.getLocalPort());
            serve(server, "220 mx.here.test ESMTP\r\n", "221 bye\r\n");
            prober.lookAt(relay, RelayId.CORE);
            serve(server, "220 somebody.test ESMTP\r\n", "221 bye\r\n");
            prober.lookAt(relay, RelayId.CORE);
        }

        assertThat(found)
                .extracting(seen -> ((Observation.Looked) seen).failure())
                .containsExactly(Optional.empty(), Optional.of(Failure.UNKNOWN_FAILURE));
    }

    /// It closes at once and hears no QUIT.
    @Test
    void a_relay_whose_door_is_full_is_well() throws Exception {
        try (var server = new ServerSocket(0, 50, HERE)) {
            Thread.ofVirtual().start(() -> {
                try (var socket = server.accept()) {
                    socket.getOutputStream().write("421 mx.here.test is full\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException gone) {
                    heard.add("(broken)");
                }
            });
            prober(server.getLocalPort()).lookAt(new Relay(new RelayId("rome"), List.of(HERE), THEM), RelayId.CORE);
        }

        assertThat(found)
                .extracting(seen -> ((Observation.Looked) seen).failure())
                .containsExactly(Optional.empty());
    }

    @Test
    void a_core_that_comes_through_nowhere_says_of_no_relay_that_it_is_down() throws Exception {
        int port;
        try (var server = new ServerSocket(0, 50, HERE)) {
            port = server.getLocalPort();
        }
        var prober = prober(port);

        prober.lookAt(new Relay(new RelayId("rome"), List.of(HERE), THEM), RelayId.CORE);
        prober.lookAt(new Relay(new RelayId("oslo"), List.of(HERE), new SourceNetwork.As(64501)), RelayId.CORE);

        assertThat(found).isEmpty();
    }

    /// THREAT T-72: a host cannot keep a look busy with words.
    @Test
    void a_host_that_talks_without_end_is_left() throws Exception {
        try (var server = new ServerSocket(0, 50, HERE)) {
            serve(server, "220-" + "x".repeat(9000) + "\r\n");

            prober(server.getLocalPort()).knock(THEM, RelayId.CORE, host());
        }

        assertThat(found)
                .singleElement()
                .isInstanceOfSatisfying(
                        Observation.Reversed.class,
                        seen -> assertThat(seen.starttls()).isEmpty());
    }

    @Test
    void an_ordinary_round_looks_from_what_the_network_is_told_of_and_from_others_beside_it() {
        var clock = new InlineClock();
        var pool = new Crowd(40);
        var prober = among(pool, clock);
        var told = List.of(new RelayId("r31"), new RelayId("r07"), new RelayId("r22"), new RelayId("r15"));

        clock.sleep(Duration.ofHours(1));
        prober.round(clock.instant(), network -> told);

        assertThat(pool.dialled)
                .containsAll(told)
                .contains(RelayId.CORE)
                .hasSize(6)
                .doesNotHaveDuplicates();
    }

    @Test
    void where_nothing_was_told_yet_all_take_turns() {
        var clock = new InlineClock();
        var pool = new Crowd(12);
        var prober = among(pool, clock);

        for (int round = 0; round < 12; round++) {
            clock.sleep(Duration.ofMinutes(16));
            prober.round(clock.instant(), network -> List.of());
        }

        assertThat(pool.dialled).containsAll(pool.places());
    }

    /// Who knows one host there.
    private Prober among(Crowd pool, Clock clock) {
        var hosts = new MailHosts(4, new SourceGroups(new Random(1)), known -> {});
        hosts.heard(THEM, HERE, clock.instant());
        return new Prober(new Prober.Parts(pool, hosts, clock, "mx.here.test", 25, found::add));
    }

    /// Many places, of which no connection comes about: only who was asked to make one is of interest.
    private static final class Crowd implements Vantage {
        private final Set<RelayId> places = new TreeSet<>(Set.of(RelayId.CORE));
        private final List<RelayId> dialled = new ArrayList<>();

        Crowd(int relays) {
            for (int i = 0; i < relays; i++) {
                places.add(new RelayId("r%02d".formatted(i)));
            }
        }

        @Override
        public Set<RelayId> places() {
            return places;
        }

        @Override
        public Optional<Wire> dial(RelayId from, InetSocketAddress to, Duration timeout) {
            dialled.add(from);
            return Optional.empty();
        }
    }

    private static MailHosts.Found host() {
        return new MailHosts.Found(HERE, 1);
    }

    private Prober prober(int port) {
        var clock = Clock.system();
        var hosts = new MailHosts(4, new SourceGroups(new Random(1)), known -> {});
        return new Prober(
                new Prober.Parts(new Direct(new DirectDialer(clock)), hosts, clock, "mx.here.test", port, found::add));
    }

    /// Says a word on connecting and one after each line.
    private void serve(ServerSocket server, String... words) {
        Thread.ofVirtual().start(() -> {
            try (var socket = server.accept()) {
                answer(socket, words);
            } catch (IOException gone) {
                heard.add("(broken)");
            }
        });
    }

    private void answer(Socket socket, String... words) throws IOException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        for (var word : words) {
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            var line = in.readLine();
            heard.add(line == null ? "(end)" : line);
            if (line == null) {
                return;
            }
        }
        if (in.readLine() == null) {
            heard.add("(end)");
        }
    }

    private record Direct(DirectDialer dialer) implements Vantage {
        @Override
        public Set<RelayId> places() {
            return Set.of(RelayId.CORE);
        }

        @Override
        public Optional<Wire> dial(RelayId from, InetSocketAddress to, Duration timeout) throws DialFailed {
            return Places.dial(dialer, to, timeout);
        }
    }
}
