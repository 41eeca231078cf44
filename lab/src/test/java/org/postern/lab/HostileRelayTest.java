package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.io.IoWriteFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.lab.peers.Await;
import org.postern.reach.RelayId;
import org.postern.reach.relay.Arrivals;
import org.postern.reach.relay.RelayClient;
import org.postern.reach.relay.RelayKey;
import org.postern.reach.relay.RelayLink;
import org.postern.reach.relay.RelayProblem;
import org.postern.reach.relay.RelayStream;
import org.postern.reach.relay.RelayTarget;

/// THREAT T-41: what a relay can do that is not ours any more. Beside it stands one that is.
@Timeout(120)
final class HostileRelayTest {
    private static final RelayId ENEMY = new RelayId("enemy");
    private static final RelayId FRIEND = new RelayId("friend");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST = 100;

    private final BlockingQueue<RelayStream> came = new ArrayBlockingQueue<>(1000);
    private final CountDownLatch done = new CountDownLatch(1);

    @Test
    void a_claimed_address_is_taken_in_figures_only_and_never_asked_of_the_dns() throws Exception {
        try (var relay = new HostileRelay();
                var client = RelayClient.open(RelayKey.generate(), System::nanoTime);
                var link = connect(client, relay, ENEMY)) {
            var visitor = relay.visitor();

            assertThat(HostileRelay.open(visitor, "mail.bank.test").isTaken()).isFalse();
            assertThat(HostileRelay.open(visitor, "").isTaken()).isFalse();
            assertThat(HostileRelay.open(visitor, "192.0.2.1").isTaken()).isTrue();
            assertThat(link.channels()).isEqualTo(1);
            done.countDown();
        }
    }

    @Test
    void octets_beyond_the_window_end_its_connection_and_no_other() throws Exception {
        try (var relay = new HostileRelay();
                var honest = new HostileRelay();
                var client = RelayClient.open(RelayKey.generate(), System::nanoTime);
                var enemy = connect(client, relay, ENEMY);
                var friend = connect(client, honest, FRIEND)) {
            var channel = HostileRelay.open(relay.visitor(), "192.0.2.1");
            assertThat(channel.isTaken()).isTrue();
            var stream = taken();

            flood(() -> channel.write(new byte[8192]), 100);

            enemy.awaitEnd();
            assertThat(enemy.fault()).get().extracting(RelayProblem::kind).isEqualTo(RelayProblem.Kind.FLOODED);
            assertThat(stream.available()).isLessThanOrEqualTo(16 << 10);
            assertStillServes(honest, friend);
            done.countDown();
        }
    }

    @Test
    void it_has_its_number_of_connections_and_uses_up_nobody_else_s() throws Exception {
        try (var relay = new HostileRelay();
                var honest = new HostileRelay();
                var client = RelayClient.open(RelayKey.generate(), System::nanoTime);
                var enemy = connect(client, relay, ENEMY);
                var friend = connect(client, honest, FRIEND)) {
            var visitor = relay.visitor();
            var opened = new ArrayList<HostileRelay.Forged>();
            for (int i = 0; i < 1500; i++) {
                opened.add(HostileRelay.open(visitor, "192.0.2." + i % 250));
            }
            int taken = 0;
            for (var channel : opened) {
                taken += channel.isTaken() ? 1 : 0;
            }

            assertThat(taken).isEqualTo(MOST);
            assertThat(enemy.channels()).isEqualTo(MOST);
            came.clear();
            assertStillServes(honest, friend);
            done.countDown();
        }
    }

    @Test
    void messages_that_mean_nothing_end_its_connection() throws Exception {
        try (var relay = new HostileRelay();
                var honest = new HostileRelay();
                var client = RelayClient.open(RelayKey.generate(), System::nanoTime);
                var enemy = connect(client, relay, ENEMY);
                var friend = connect(client, honest, FRIEND)) {
            var session = relay.visitor().getSession();

            flood(() -> HostileRelay.ignorable(session), 100_000);

            enemy.awaitEnd();
            assertThat(enemy.fault()).get().extracting(RelayProblem::kind).isEqualTo(RelayProblem.Kind.FLOODED);
            assertStillServes(honest, friend);
            done.countDown();
        }
    }

    @Test
    void questions_whose_answers_it_does_not_read_end_its_connection() throws Exception {
        try (var relay = new HostileRelay();
                var client = RelayClient.open(RelayKey.generate(), System::nanoTime);
                var enemy = connect(client, relay, ENEMY)) {
            var session = relay.visitor().getSession();
            session.getIoSession().suspendRead();

            flood(() -> HostileRelay.question(session), 100_000);

            enemy.awaitEnd();
            assertThat(enemy.fault()).get().extracting(RelayProblem::kind).isEqualTo(RelayProblem.Kind.FLOODED);
        }
    }

    @Test
    void who_has_begun_to_exchange_keys_and_asks_for_more_is_ended() throws Exception {
        try (var relay = new HostileRelay();
                var client = RelayClient.open(RelayKey.generate(), System::nanoTime);
                var enemy = connect(client, relay, ENEMY)) {
            var session = relay.visitor().getSession();
            session.getIoSession().suspendRead();
            session.reExchangeKeys();
            var number = new AtomicInteger();

            flood(() -> HostileRelay.refusable(session, number.incrementAndGet()), 1000);

            enemy.awaitEnd();
            assertThat(enemy.fault()).get().asString().contains("it spoke while keys were exchanged");
        }
    }

    /// Its answers may stand behind much mail in its socket.
    @Test
    void whatever_it_sends_is_a_sign_of_life() throws Exception {
        try (var relay = new HostileRelay();
                var client = RelayClient.open(RelayKey.generate(), System::nanoTime);
                var busy = connect(client, relay, FRIEND)) {
            relay.evade();

            assertThat(relay.hasEvaded(6)).isTrue();
            assertThat(busy.isOpen()).isTrue();
        }
    }

    private void assertStillServes(HostileRelay relay, RelayLink link) throws Exception {
        var channel = HostileRelay.open(relay.visitor(), "198.51.100.1");
        assertThat(channel.isTaken()).isTrue();
        var stream = taken();
        stream.write(new byte[] {'2', '2', '0'}, 0, 3);
        Await.until(() -> channel.read().equals("220"), PATIENCE, channel::read);
        assertThat(link.isOpen()).isTrue();
    }

    private interface Act {
        IoWriteFuture run() throws IOException;
    }

    /// Until the other side has had enough. Little is on its way at a time: the library looks through all
    /// that waits for each packet that leaves, so that a long queue of the enemy's slows down the enemy.
    private static void flood(Act act, int most) {
        try {
            for (int i = 0; i < most; i++) {
                var written = act.run();
                if (i % 100 == 99) {
                    written.verify(PATIENCE);
                }
            }
        } catch (IOException cutOff) {
            assertThat(cutOff).isNotNull();
        }
    }

    private RelayLink connect(RelayClient client, HostileRelay relay, RelayId id) throws RelayProblem {
        var forwards = List.of(new RelayTarget.Forward("*", 25));
        var target = new RelayTarget(id, "root", "127.0.0.1", relay.port(), relay.hostKey(), forwards);
        return client.connect(target, holding(), MOST);
    }

    private Arrivals holding() {
        return (relay, stream) -> {
            came.add(stream);
            try {
                done.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private RelayStream taken() throws InterruptedException {
        var stream = came.poll(20, TimeUnit.SECONDS);
        assertThat(stream).isNotNull();
        return stream;
    }
}
