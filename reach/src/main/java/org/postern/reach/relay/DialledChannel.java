package org.postern.reach.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.jspecify.annotations.Nullable;

/// A connection that the relay makes for us (RFC 4254 §7.2, `direct-tcpip`).
final class DialledChannel extends ChannelDirectTcpip implements ChannelStream.Half {
    private final ChannelStream stream;

    DialledChannel(InetSocketAddress to, Inbox inbox) {
        super(new SshdSocketAddress("127.0.0.1", 0), new SshdSocketAddress(to));
        stream = new ChannelStream(this, to, 0, inbox);
    }

    ChannelStream stream() {
        return stream;
    }

    /// No streams of the library's: ours is there already.
    @Override
    protected void doOpen() {}

    @Override
    public void handleData(Buffer buffer) throws IOException {
        int length = Packets.dataLength(buffer);
        stream.arrived(buffer.array(), buffer.rpos(), length);
    }

    @Override
    public void handleExtendedData(Buffer buffer) throws IOException {
        buffer.getInt();
        stream.arrivedElsewhere(Packets.dataLength(buffer));
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        stream.ended();
    }

    @Override
    protected void preClose() {
        stream.lost();
        super.preClose();
    }

    @Override
    public AbstractChannel channel() {
        return this;
    }

    @Override
    public @Nullable IoWriteFuture endOfOutput() throws IOException {
        return sendEof();
    }

    @Override
    public void allow(long octets) throws IOException {
        sendWindowAdjust(octets);
    }
}
