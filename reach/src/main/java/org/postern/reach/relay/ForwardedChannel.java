package org.postern.reach.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.jspecify.annotations.Nullable;

/// A connection that somebody made to the relay (RFC 4254 §7.2, `forwarded-tcpip`).
final class ForwardedChannel extends AbstractServerChannel implements ChannelStream.Half {
    private final RelayLink link;
    private volatile @Nullable ChannelStream stream;

    ForwardedChannel(RelayLink link) {
        super("", List.of(), null);
        this.link = link;
    }

    /// The relay is told that the channel is open before anything is written on it.
    @Override
    protected OpenFuture doInit(Buffer buffer) {
        buffer.getString(); // the address that the relay listens on
        int port = buffer.getInt();
        var originator = literal(buffer.getString());
        int originatorPort = buffer.getInt();
        var opened = new DefaultOpenFuture(this, this);
        if (originator.isEmpty() || originatorPort < 0 || originatorPort > 0xFFFF) {
            return refuse(opened, SshConstants.SSH_OPEN_CONNECT_FAILED, "no address of the client");
        }
        if (getRemoteWindow().getPacketSize() < Packets.LEAST_PACKET) {
            return refuse(opened, SshConstants.SSH_OPEN_CONNECT_FAILED, "packets are too small");
        }
        if (!link.admits(this)) {
            return refuse(opened, SshConstants.SSH_OPEN_RESOURCE_SHORTAGE, "too many connections");
        }
        var far = new InetSocketAddress(originator.get(), originatorPort);
        var made = new ChannelStream(this, far, port, link.inbox());
        stream = made;
        signalChannelOpenSuccess();
        opened.setOpened();
        notifyStateChanged("open");
        link.serve(made);
        return opened;
    }

    private OpenFuture refuse(DefaultOpenFuture opened, int reason, String words) {
        opened.setException(new SshChannelOpenException(getChannelId(), reason, words));
        close(true);
        return opened;
    }

    /// Only an address in figures: a name here would make us ask the DNS for whoever runs the relay.
    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException no) {
            return Optional.empty();
        }
    }

    @Override
    public void handleData(Buffer buffer) throws IOException {
        int length = Packets.dataLength(buffer);
        var here = stream;
        if (here != null) {
            fill(here, buffer, length);
        }
    }

    private void fill(ChannelStream here, Buffer buffer, int length) throws SshException {
        try {
            here.arrived(buffer.array(), buffer.rpos(), length);
        } catch (SshException tooMuch) {
            link.flooded(String.valueOf(tooMuch.getMessage()));
            throw tooMuch;
        }
    }

    @Override
    public void handleExtendedData(Buffer buffer) throws IOException {
        buffer.getInt();
        int length = Packets.dataLength(buffer);
        var here = stream;
        if (here != null) {
            here.arrivedElsewhere(length);
        }
    }

    /// The library asks for these; nothing comes here, since the two above do not call it.
    @Override
    protected void doWriteData(byte[] octets, int offset, long length) {}

    @Override
    protected void doWriteExtendedData(byte[] octets, int offset, long length) {}

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        var here = stream;
        if (here != null) {
            here.ended();
        }
    }

    @Override
    protected void preClose() {
        var here = stream;
        if (here != null) {
            here.lost();
        }
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
