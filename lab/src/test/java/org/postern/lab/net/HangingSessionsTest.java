package org.postern.lab.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Child;

/// A stock Postfix whose session is open when packets to the core's own address begin to vanish, and what our end
/// of that session does for its mail: docs/reach/resets.md. One of its timers is shortened, for the case that
/// waits for it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class HangingSessionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(100);
    private static final Duration AT_ONCE = Duration.ofSeconds(15);
    private static final Duration WRITING = Duration.ofSeconds(40);
    private static final String ZONE = "held.test.";
    private static final int MORE_THAN_BUFFERS_HOLD = 5 << 20;

    /// A mail server that says nothing to a `MAIL` of `idle…`, and reads no further once a text has begun. What
    /// its port 2500 is told is how all sessions end: `reset`, or `close`, which reads first what has come.
    private static final String PROGRAM = """
            import socket, struct, threading

            sessions = []

            def speak(peer):
                sessions.append(peer)
                peer.sendall(b'220 mx1.held.test\\r\\n')
                while True:
                    words = peer.recv(1000)
                    if words.startswith(b'MAIL FROM:<idle') or not words:
                        break
                    if words.startswith(b'DATA'):
                        peer.sendall(b'354 go on\\r\\n')
                        peer.recv(1000)
                        break
                    peer.sendall(b'250 well\\r\\n')
                print('a session hangs', flush=True)

            def end(peer, how):
                if how == b'reset':
                    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
                else:
                    peer.settimeout(1)
                    try:
                        while peer.recv(1 << 16):
                            pass
                    except TimeoutError:
                        pass
                peer.close()

            def orders():
                with socket.create_server(('127.0.0.1', 2500)) as control:
                    while True:
                        order = control.accept()[0].recv(5)
                        while sessions:
                            end(sessions.pop(), order)

            threading.Thread(target=orders).start()
            with socket.create_server(('0.0.0.0', 25)) as door:
                print('ready', flush=True)
                while True:
                    threading.Thread(target=speak, args=(door.accept()[0],)).start()
            """;

    private final Opened open = new Opened();
    private Namespace core;
    private String address;
    private Child server;
    private PostfixSender sender;
    private Censor censor;

    @BeforeAll
    void build(@TempDir Path folder) {
        var internet = open.add(SmallInternet.build(folder));
        var ours = internet.network(64502, "network of the core", "192.0.2");
        var other = internet.network(64501, "another network", "203.0.113");
        var names = internet.network(64503, "network of the name servers", "198.19.0");
        core = ours.host("core", 10);
        address = ours.address(10);
        var zone = StockServer.zone(ZONE, List.of(address, other.address(10)));
        var root = open.add(NameServers.start(names.host("ns", 10), names.address(10), Map.of(ZONE, zone)));
        open.add(StockServer.start(other, "held.test", root.address(), 10));
        server = open.add(core.start("server", List.of("python3", "-c", PROGRAM), Map.of()));
        server.until(() -> server.output().contains("ready"), PATIENCE);
        var operator = open.add(Operator.open(internet, 8359, "MTS", root.address(), "198.18.59"));
        sender = operator.postfix("post.mts.test", List.of("smtp_data_xfer_timeout = " + WRITING.toSeconds() + "s"));
        censor = open.add(new Censor(operator));
    }

    @AfterEach
    void lift() {
        censor.lift();
    }

    @AfterAll
    void tearDown() {
        open.close();
    }

    @Test
    void a_reset_sends_a_letter_that_hangs_to_another_address_at_once() {
        assertThat(timeFromEndToArrival("reset", "text1", MORE_THAN_BUFFERS_HOLD))
                .isLessThan(AT_ONCE);
    }

    @Test
    void after_an_ordinary_close_a_letter_that_is_being_written_waits_for_the_senders_time_out() {
        assertThat(timeFromEndToArrival("close", "text2", MORE_THAN_BUFFERS_HOLD))
                .isGreaterThan(AT_ONCE);
    }

    @Test
    void who_waits_for_an_answer_is_free_after_either() {
        for (var end : List.of("reset", "close")) {
            for (var mark : List.of("idle", "written")) { // to MAIL, and to a whole text
                assertThat(timeFromEndToArrival(end, mark + "-" + end, 0))
                        .as(mark + " " + end)
                        .isLessThan(AT_ONCE);
                censor.lift();
            }
        }
    }

    private Duration timeFromEndToArrival(String end, String mark, int octets) {
        int before = hanging();
        sender.send(mark, "reader@held.test", octets);
        Await.until(() -> hanging() > before, PATIENCE, sender::log);
        censor.block(Means.NULL_ROUTE, address);

        long ended = System.nanoTime();
        core.run("bash", "-c", "echo " + end + " > /dev/tcp/127.0.0.1/2500");
        Await.until(() -> arrived(mark), PATIENCE, sender::log);

        var taken = Duration.ofNanos(System.nanoTime() - ended);
        System.out.println(mark + " after " + end + ": " + taken.toMillis() + " ms");
        return taken;
    }

    private int hanging() {
        return server.output().split("a session hangs", -1).length;
    }

    private boolean arrived(String mark) {
        var fate = sender.fates().getOrDefault(mark, MailSender.Fate.waiting());
        return fate.kind() == MailSender.Fate.Kind.DELIVERED;
    }
}
