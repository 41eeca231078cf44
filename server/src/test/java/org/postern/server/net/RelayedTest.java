package org.postern.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.reach.RelayId;
import org.postern.reach.relay.RelayStream;
import org.postern.server.accounts.SourceNetwork;
import org.postern.server.net.Permits.Answer;
import org.postern.server.time.Clock;
import org.postern.wire.address.Domain;

/// What a relay passes on, with the relay's hands in it (THREAT T-41, T-43).
@Timeout(60)
class RelayedTest {
    private static final RelayId ROME = new RelayId("rome");
    private static final RelayId OSLO = new RelayId("oslo");
    private static final Clock CLOCK = Clock.system();
    private static final Domain PEER = new Domain("mx.here.test");
    private static final byte[] SECRET = "the harbour documents".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    @Test
    void a_relay_that_listens_sees_no_text_of_mail_inside_tls() throws Exception {
        var pipe = new Pipe();
        var ends = handshake(pipe);

        ends.client().out().write(SECRET);
        var read = new byte[SECRET.length];
        int count = ends.server().read(read, 0, read.length, soon());
        ends.server().write(read, 0, count);
        var back = new byte[SECRET.length];
        ends.client().in().readNBytes(back, 0, back.length);

        assertThat(read).isEqualTo(SECRET);
        assertThat(back).isEqualTo(SECRET);
        assertThat(ends.server().via()).isEqualTo(ROME);
        assertThat(ends.server().tls()).get().asString().startsWith("TLSv1.3");
        assertThat(pipe.seen.toString(StandardCharsets.ISO_8859_1)).doesNotContain("harbour");
    }

    @Test
    void a_relay_that_changes_one_octet_ends_the_session_and_changes_no_mail() throws Exception {
        var pipe = new Pipe();
        var ends = handshake(pipe);

        pipe.damages = true;
        ends.client().out().write(SECRET);

        assertThatThrownBy(() -> ends.server().read(new byte[64], 0, 64, soon()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void what_a_relay_says_of_networks_counts_for_it_alone() {
        var permits = new Permits(10, 1);
        var bank = InetAddress.ofLiteral("192.0.2.1");

        assertThat(permits.take(claimed(ROME, bank))).isInstanceOf(Answer.Granted.class);
        assertThat(permits.take(claimed(ROME, bank))).isEqualTo(new Answer.TooManyFromNetwork());
        assertThat(permits.take(claimed(OSLO, bank))).isInstanceOf(Answer.Granted.class);
        assertThat(permits.take(bank)).isInstanceOf(Answer.Granted.class);
        assertThat(SourceNetwork.of(bank, ROME))
                .isNotEqualTo(SourceNetwork.of(bank))
                .isNotEqualTo(SourceNetwork.of(bank, OSLO));
    }

    @Test
    void a_relay_that_makes_up_networks_takes_no_more_than_it_leaves() {
        var permits = new Permits(100, 1);
        var budget = new MemoryBudget(1000);
        int sessions = 0;
        long octets = 0;
        for (int i = 0; i < 200; i++) {
            var connection = claimed(ROME, InetAddress.ofLiteral("10.0." + i + ".1"));
            sessions += permits.take(connection) instanceof Answer.Granted ? 1 : 0;
            octets += budget.shareFor(connection).growTo(10) ? 10 : 0;
        }

        assertThat(sessions).isEqualTo(50);
        assertThat(octets).isEqualTo(500);
        assertThat(permits.take(claimed(OSLO, InetAddress.ofLiteral("10.0.0.1"))))
                .isInstanceOf(Answer.Granted.class);
        assertThat(budget.shareFor(claimed(OSLO, InetAddress.ofLiteral("10.0.0.1")))
                        .growTo(100))
                .isTrue();
        assertThat(permits.take(InetAddress.ofLiteral("127.0.0.1"))).isInstanceOf(Answer.Granted.class);
    }

    @Test
    void what_a_relay_could_not_have_is_given_back_by_all_who_counted_it() {
        var budget = new MemoryBudget(1000);
        var first = budget.shareFor(claimed(ROME, InetAddress.ofLiteral("10.0.0.1")));
        var second = budget.shareFor(claimed(ROME, InetAddress.ofLiteral("10.0.1.1")));

        assertThat(first.growTo(400)).isTrue();
        assertThat(second.growTo(250)).isFalse();
        assertThat(second.growTo(100)).isTrue();
        first.close();
        second.close();

        assertThat(budget.takenBytes()).isZero();
        assertThat(budget.shareFor(claimed(ROME, InetAddress.ofLiteral("10.0.1.1")))
                        .growTo(500))
                .isTrue();
    }

    private record Ends(RelayedConnection server, Line client) {}

    private Ends handshake(Pipe pipe) throws Exception {
        var tls = Tls.selfSigned(folder, List.of(PEER.name()), CLOCK);
        var server = new RelayedConnection(ROME, pipe.end(false), CLOCK);
        var client = new RelayedLine(pipe.end(true), new OutwardTls(null), CLOCK);
        var secured = CompletableFuture.supplyAsync(() -> startTls(client), Thread::startVirtualThread);
        server.startTls(tls, soon());
        return new Ends(server, secured.get(30, TimeUnit.SECONDS));
    }

    private static Line startTls(Line client) {
        try {
            var inside = client.startTls(PEER, Duration.ofSeconds(30));
            assertThat(inside.verified()).isFalse();
            return inside.line();
        } catch (DialFailed broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static RelayedConnection claimed(RelayId relay, InetAddress address) {
        return new RelayedConnection(relay, new Pipe(address).end(false), CLOCK);
    }

    private static long soon() {
        return CLOCK.nanos() + Duration.ofSeconds(30).toNanos();
    }

    /// A relay between two ends: it keeps what passes and, if it likes, changes the last octet.
    private static final class Pipe {
        private final InetAddress claimed;
        private final Map<Boolean, BlockingQueue<byte[]>> towards =
                Map.of(true, new LinkedBlockingQueue<>(), false, new LinkedBlockingQueue<>());
        private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
        private volatile boolean damages;

        Pipe() {
            this(InetAddress.ofLiteral("192.0.2.1"));
        }

        Pipe(InetAddress claimed) {
            this.claimed = claimed;
        }

        RelayStream end(boolean client) {
            return new End(this, client);
        }

        private synchronized void pass(boolean toClient, byte[] octets) {
            seen.writeBytes(octets);
            if (damages) {
                octets[octets.length - 1] ^= 1;
            }
            queue(toClient).add(octets);
        }

        private BlockingQueue<byte[]> queue(boolean client) {
            return Objects.requireNonNull(towards.get(client));
        }
    }

    private static final class End implements RelayStream {
        private final Pipe pipe;
        private final boolean client;
        private byte[] unread = {};

        End(Pipe pipe, boolean client) {
            this.pipe = pipe;
            this.client = client;
        }

        @Override
        public InetSocketAddress far() {
            return new InetSocketAddress(pipe.claimed, 40_000);
        }

        @Override
        public int port() {
            return 25;
        }

        @Override
        public int read(byte[] into, int offset, int length, long untilNanos) throws IOException {
            try {
                if (unread.length == 0) {
                    var next = pipe.queue(client).poll(untilNanos - CLOCK.nanos(), TimeUnit.NANOSECONDS);
                    if (next == null) {
                        throw new SocketTimeoutException();
                    }
                    unread = next;
                }
            } catch (InterruptedException stop) {
                throw new IOException(stop);
            }
            int count = Math.min(length, unread.length);
            System.arraycopy(unread, 0, into, offset, count);
            unread = Arrays.copyOfRange(unread, count, unread.length);
            return count;
        }

        @Override
        public int available() {
            return unread.length;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            pipe.pass(!client, Arrays.copyOfRange(from, offset, offset + length));
        }

        @Override
        public void endOutput() {}

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}

        @Override
        public void abort() {}
    }
}
