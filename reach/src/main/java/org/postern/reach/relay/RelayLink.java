package org.postern.reach.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.ConnectionService;
import org.postern.reach.RelayId;

/// A connection to one relay that stands.
public final class RelayLink implements AutoCloseable {
    private static final Duration ANSWERING = Duration.ofSeconds(15);

    private final RelayTarget target;
    private final ClientSession session;
    private final Arrivals arrivals;
    private final int mostChannels;
    private final LongSupplier nanos;
    private final Set<ChannelStream> taken = ConcurrentHashMap.newKeySet();
    private final CountDownLatch ended = new CountDownLatch(1);

    RelayLink(RelayTarget target, ClientSession session, Arrivals arrivals, int mostChannels, LongSupplier nanos) {
        this.target = target;
        this.session = session;
        this.arrivals = arrivals;
        this.mostChannels = mostChannels;
        this.nanos = nanos;
        session.addCloseFutureListener(closed -> ended.countDown());
    }

    public RelayId relay() {
        return target.id();
    }

    public boolean isOpen() {
        return session.isOpen();
    }

    /// Connections that came in by the relay and are open.
    public int channels() {
        return taken.size();
    }

    /// Waits until the connection to the relay is gone.
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /// RFC 4254 §7.1.
    void listen() throws RelayProblem {
        for (var forward : target.forwards()) {
            var request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
            request.putString("tcpip-forward");
            request.putBoolean(true);
            request.putString(forward.address().equals("*") ? "" : forward.address());
            request.putUInt(forward.port());
            try {
                if (session.request("tcpip-forward", request, ANSWERING) == null) {
                    throw new RelayProblem(RelayProblem.Kind.LISTENING_REFUSED, refusal(forward));
                }
            } catch (IOException broken) {
                throw new RelayProblem(
                        RelayProblem.Kind.UNREACHABLE,
                        target.host() + " was lost while it was asked to listen",
                        broken);
            }
        }
    }

    private String refusal(RelayTarget.Forward forward) {
        return ("%s will not listen on port %d for us: its authorized_keys line must permit it (permitlisten), "
                        + "AllowTcpForwarding must not be off, the port must be free, and below 1024 only root may")
                .formatted(target.host(), forward.port());
    }

    /// Called by the SSH thread for each connection that comes in.
    ///
    /// @return false when there are as many as there may be: a relay cannot flood us (THREAT T-41)
    boolean take(ChannelStream stream) {
        if (taken.size() >= mostChannels) {
            return false;
        }
        taken.add(stream);
        Thread.ofVirtual().name("relayed").start(() -> {
            try {
                arrivals.welcome(target.id(), stream);
            } finally {
                taken.remove(stream);
                stream.close();
            }
        });
        return true;
    }

    /// Connects outward from the relay's address.
    ///
    /// @throws RelayProblem `OPENING_REFUSED` when the relay may not or could not; `UNREACHABLE` when the
    ///     relay itself was lost
    public RelayStream dial(InetSocketAddress to, Duration timeout) throws RelayProblem {
        var channel = new DialledChannel(to, nanos);
        try {
            session.getService(ConnectionService.class).registerChannel(channel);
            channel.open().verify(timeout);
            return channel.stream();
        } catch (SshChannelOpenException refused) {
            throw new RelayProblem(
                    RelayProblem.Kind.OPENING_REFUSED,
                    "relay %s could not connect: %s".formatted(target.id(), refused.getMessage()),
                    refused);
        } catch (IOException lost) {
            channel.close(true);
            throw new RelayProblem(
                    session.isOpen() ? RelayProblem.Kind.OPENING_REFUSED : RelayProblem.Kind.UNREACHABLE,
                    "relay %s did not connect in time".formatted(target.id()),
                    lost);
        }
    }

    /// Ends the connection; the relay stops listening for us at once.
    @Override
    public void close() {
        session.close(true);
    }
}
