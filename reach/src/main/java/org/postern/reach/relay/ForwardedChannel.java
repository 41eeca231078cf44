package org.postern.reach.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.jspecify.annotations.Nullable;

/// A connection that somebody made to the relay (RFC 4254 §7.2, `forwarded-tcpip`).
final class ForwardedChannel extends AbstractServerChannel implements ChannelStream.Half {
    private final Predicate<ChannelStream> taker;
    private final LongSupplier nanos;
    private volatile @Nullable ChannelStream stream;

    /// @param taker takes the stream, or says that there is no room for it
    ForwardedChannel(Predicate<ChannelStream> taker, LongSupplier nanos) {
        super("", List.of(), null);
        this.taker = taker;
        this.nanos = nanos;
    }

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
        var made = new ChannelStream(this, new InetSocketAddress(originator.get(), originatorPort), port, nanos);
        stream = made;
        if (!taker.test(made)) {
            return refuse(opened, SshConstants.SSH_OPEN_RESOURCE_SHORTAGE, "too many connections");
        }
        signalChannelOpenSuccess();
        opened.setOpened();
        notifyStateChanged("open");
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
    protected void doWriteData(byte[] octets, int offset, long length) {
        var here = stream;
        if (here != null) {
            here.arrived(octets, offset, length);
        }
    }

    /// There is no second stream in a forwarded connection; what claims to be one is dropped.
    @Override
    protected void doWriteExtendedData(byte[] octets, int offset, long length) throws IOException {
        getLocalWindow().release(length);
    }

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
}
