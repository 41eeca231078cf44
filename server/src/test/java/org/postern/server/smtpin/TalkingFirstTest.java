package org.postern.server.smtpin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.server.net.Connection;
import org.postern.server.net.Tls;

/// A peer that speaks before the greeting, over a connection that is no socket: as a channel forwarded
/// by a relay will be.
class TalkingFirstTest {
    @Test
    void who_speaks_before_the_greeting_is_not_served() {
        var connection = new Forwarded("EHLO early.test\r\n");
        try (var door = new TestDoor(TestDoor.settings(), Optional.empty())) {
            door.welcome(connection);

            assertThat(connection.written.toString(StandardCharsets.US_ASCII)).startsWith("554 5.5.0 Wait for");
            assertThat(connection.closed).isTrue();
            assertThat(door.kept).isEmpty();
        }
    }

    /// Everything that the peer sends is there from the start.
    private static final class Forwarded implements Connection {
        private final byte[] sent;
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private int at;
        private boolean closed;

        Forwarded(String sent) {
            this.sent = sent.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public InetAddress peer() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public Optional<String> tls() {
            return Optional.empty();
        }

        @Override
        public int read(byte[] into, int offset, int length, long untilNanos) {
            int taken = Math.min(length, available());
            System.arraycopy(sent, at, into, offset, taken);
            at += taken;
            return taken == 0 ? -1 : taken;
        }

        @Override
        public int available() {
            return sent.length - at;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            written.write(from, offset, length);
        }

        @Override
        public void startTls(Tls tls, long untilNanos) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void closeGently() {
            close();
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public void abort() {
            close();
        }
    }
}
