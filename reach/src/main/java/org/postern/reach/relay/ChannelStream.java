package org.postern.reach.relay;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.io.IoWriteFuture;
import org.jspecify.annotations.Nullable;

/// A stream over one SSH channel, whichever side opened it.
final class ChannelStream implements RelayStream {
    private static final Duration LONGEST_WRITE = Duration.ofMinutes(10); // RFC 5321 §4.5.3.2.6
    private static final int PACKET_HEAD = 16;

    private final Half half;
    private final InetSocketAddress far;
    private final int port;
    private final Inbox inbox;
    private @Nullable IoWriteFuture unwritten;

    /// What a channel lets its stream do that the library keeps to subclasses.
    interface Half {
        AbstractChannel channel();

        @Nullable
        IoWriteFuture endOfOutput() throws IOException;

        /// RFC 4254 §5.2, `SSH_MSG_CHANNEL_WINDOW_ADJUST`.
        void allow(long octets) throws IOException;
    }

    ChannelStream(Half half, InetSocketAddress far, int port, Inbox inbox) {
        this.half = half;
        this.far = far;
        this.port = port;
        this.inbox = inbox;
    }

    /// Called by the SSH thread, which reuses its buffer.
    void arrived(byte[] octets, int offset, int length) throws SshException {
        inbox.put(octets, offset, length);
    }

    /// There is no second stream in a forwarded connection; what claims to be one is dropped.
    void arrivedElsewhere(int length) throws IOException {
        inbox.drop(length);
        allowMore();
    }

    void ended() {
        inbox.end();
    }

    void lost() {
        inbox.lose("the relay's connection was lost");
    }

    @Override
    public InetSocketAddress far() {
        return far;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public int read(byte[] into, int offset, int length, long untilNanos) throws IOException {
        int count = inbox.take(into, offset, length, untilNanos);
        if (count > 0 && isOpen()) {
            allowMore();
        }
        return count;
    }

    private void allowMore() throws IOException {
        int more = inbox.toAllow();
        if (more > 0) {
            half.allow(more);
        }
    }

    @Override
    public int available() {
        return inbox.available();
    }

    /// One packet of a channel is on its way to the socket at a time, and of all channels no more than a
    /// little, so that a slow relay holds its writers and not our memory.
    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        int at = offset;
        while (at < offset + length) {
            awaitLast();
            traffic().awaitCalm(LONGEST_WRITE);
            int count = room(offset + length - at);
            unwritten = send(from, at, count);
            at += count;
        }
    }

    private Traffic traffic() {
        return ((RelaySession) half.channel().getSession()).traffic();
    }

    private void awaitLast() throws IOException {
        var last = unwritten;
        if (last != null) {
            last.verify(LONGEST_WRITE);
            unwritten = null;
        }
    }

    /// RFC 4254 §5.2: no more than the window and the largest packet allow.
    private int room(int wanted) throws IOException {
        var window = half.channel().getRemoteWindow();
        try {
            long space = Math.min(window.waitForSpace(LONGEST_WRITE), window.getPacketSize());
            int count = (int) Math.min(space, wanted);
            window.consume(count);
            return count;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            var told = new InterruptedIOException("interrupted while writing");
            told.initCause(stop);
            throw told;
        }
    }

    private IoWriteFuture send(byte[] from, int at, int count) throws IOException {
        var session = half.channel().getSession();
        var packet = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, PACKET_HEAD + count);
        packet.putUInt(half.channel().getRecipient());
        packet.putBytes(from, at, count);
        return half.channel().writePacket(packet);
    }

    @Override
    public void endOutput() throws IOException {
        awaitLast();
        half.endOfOutput();
    }

    @Override
    public boolean isOpen() {
        return half.channel().isOpen();
    }

    @Override
    public void close() {
        half.channel().close(false);
    }

    /// Nothing more is allowed to the relay from here on, so that what comes stays in its socket unread.
    @Override
    public void abort() {
        inbox.lose("ended by us");
        close();
    }
}
