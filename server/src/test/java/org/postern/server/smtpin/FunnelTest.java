package org.postern.server.smtpin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postern.reach.Failure;
import org.postern.reach.RelayId;
import org.postern.reach.Stage;
import org.postern.server.net.Sightings;

/// What the counters hear of sessions over real sockets.
final class FunnelTest {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final Sightings sightings = new Sightings() {
        @Override
        public void passed(InetAddress from, RelayId by, Stage stage) {
            heard.add(stage.toString());
        }

        @Override
        public void broke(InetAddress from, RelayId by, Stage after, Failure failure, long octets) {
            heard.add("broke after " + after + " " + failure.word() + (octets > 0 ? " in a text" : ""));
        }
    };

    @Test
    void a_message_is_told_step_by_step_and_each_step_of_a_session_once() throws Exception {
        try (var door = door()) {
            try (var peer = new Probe(door.port())) {
                peer.answer();
                peer.ask("EHLO one.test");
                peer.ask("EHLO again.test");
                peer.ask("MAIL FROM:<bob@there.test>");
                peer.ask("RCPT TO:<ada@here.test>");
                peer.ask("DATA");
                assertThat(peer.ask("Subject: x\\r\\n\\r\\nHello.\\r\\n.")).startsWith("250");
            }

            assertHeard("CONNECTED", "GREETED", "TEXT_ENDED", "KEPT");
        }
    }

    @Test
    void a_peer_that_is_gone_before_it_greets_broke_off() throws Exception {
        try (var door = door()) {
            try (var peer = new Probe(door.port())) {
                peer.answer();
            }

            assertHeard("CONNECTED", "broke after CONNECTED eof_error");
        }
    }

    @Test
    void a_reset_is_told_as_one() throws Exception {
        try (var door = door()) {
            try (var peer = new Probe(door.port())) {
                peer.answer();
                peer.ask("EHLO one.test");
                peer.socket().setSoLinger(true, 0);
            }

            assertHeard("CONNECTED", "GREETED", "broke after GREETED connection_reset");
        }
    }

    @Test
    void a_text_that_does_not_end_is_told_with_its_octets() throws Exception {
        try (var door = door()) {
            try (var peer = new Probe(door.port())) {
                beginText(peer);
                peer.send("{x*2000}\\r\\n");
            }

            assertHeard("CONNECTED", "GREETED", "broke after TLS_DONE eof_error in a text");
        }
    }

    @Test
    void a_text_that_crawls_to_its_end_is_told_as_one_that_timed_out_there() throws Exception {
        try (var door = door()) {
            try (var peer = new Probe(door.port())) {
                beginText(peer);
                for (int i = 0; i < 3; i++) { // 9 KB in 3 s
                    peer.send("{x*998}\\r\\n{x*998}\\r\\n{x*998}\\r\\n");
                    Thread.sleep(1_000);
                }
                assertThat(peer.ask(".")).startsWith("250");
            }

            assertHeard("CONNECTED", "GREETED", "broke after TEXT_ENDED generic_timeout_error", "KEPT");
        }
    }

    @Test
    void who_was_refused_and_hangs_up_broke_nothing_off() throws Exception {
        try (var door = door()) {
            try (var peer = new Probe(door.port())) {
                peer.answer();
                peer.ask("EHLO one.test");
                peer.ask("MAIL FROM:<bob@there.test>");
                assertThat(peer.ask("RCPT TO:<nobody@here.test>")).startsWith("550");
            }

            assertHeard("CONNECTED", "GREETED");
        }
    }

    private static void beginText(Probe peer) throws Exception {
        peer.answer();
        for (var line : List.of("EHLO one.test", "MAIL FROM:<bob@there.test>", "RCPT TO:<ada@here.test>", "DATA")) {
            peer.ask(line);
        }
    }

    private void assertHeard(String... expected) throws InterruptedException {
        for (var word : expected) {
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(word);
        }
        assertThat(heard).isEmpty();
    }

    private TestDoor door() {
        return new TestDoor(TestDoor.settings(), Optional.empty(), Optional.empty(), sightings);
    }
}
