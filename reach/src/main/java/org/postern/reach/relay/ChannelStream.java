package org.postern.reach.relay;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.io.IoWriteFuture;
import org.jspecify.annotations.Nullable;

/// A stream over one SSH channel, whichever side opened it.
final class ChannelStream implements RelayStream {
    private static final Duration LONGEST_WRITE = Duration.ofMinutes(10); // RFC 5321 §4.5.3.2.6
    private static final int PACKET_HEAD = 16;

    private final Half channel;
    private final InetSocketAddress far;
    private final int port;
    private final Inbox inbox;
    private @Nullable IoWriteFuture unwritten;

    /// What a channel lets its stream do that the library keeps to subclasses.
    interface Half {
        AbstractChannel channel();

        @Nullable
        IoWriteFuture endOfOutput() throws IOException;
    }

    ChannelStream(Half channel, InetSocketAddress far, int port, LongSupplier nanos) {
        this.channel = channel;
        this.far = far;
        this.port = port;
        this.inbox = new Inbox(nanos);
    }

    /// Called by the SSH thread, which reuses its buffer.
    void arrived(byte[] octets, int offset, long length) {
        inbox.put(Arrays.copyOfRange(octets, offset, offset + Math.toIntExact(length)));
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
            channel.channel().getLocalWindow().release(count);
        }
        return count;
    }

    @Override
    public int available() {
        return inbox.available();
    }

    /// One packet of a channel is on its way to the socket at a time, so that a slow relay holds its
    /// writers and not our memory.
    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        int at = offset;
        while (at < offset + length) {
            awaitLast();
            int count = room(offset + length - at);
            unwritten = send(from, at, count);
            at += count;
        }
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
        var window = channel.channel().getRemoteWindow();
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
        var session = channel.channel().getSession();
        var packet = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, PACKET_HEAD + count);
        packet.putUInt(channel.channel().getRecipient());
        packet.putBytes(from, at, count);
        return channel.channel().writePacket(packet);
    }

    @Override
    public void endOutput() throws IOException {
        awaitLast();
        channel.endOfOutput();
    }

    @Override
    public boolean isOpen() {
        return channel.channel().isOpen();
    }

    @Override
    public void close() {
        channel.channel().close(false);
    }
}
