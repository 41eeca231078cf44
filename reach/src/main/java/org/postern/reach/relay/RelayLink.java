package org.postern.reach.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.ConnectionService;
import org.postern.reach.Failure;
import org.postern.reach.RelayId;

/// A connection to one relay that stands.
public final class RelayLink implements AutoCloseable {
    private static final Duration ANSWERING = Duration.ofSeconds(15);
    private static final int MOST_OPENED_A_SECOND = 2_000;
    private static final long SECOND = 1_000_000_000L;

    private final RelayTarget target;
    private final ClientSession session;
    private final Parts parts;
    private final Set<AbstractChannel> taken = ConcurrentHashMap.newKeySet();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<RelayProblem> fault = Optional.empty();
    private long countedSince;
    private int opened;

    /// @param mostChannels at a time
    record Parts(Arrivals arrivals, int mostChannels, WindowSpace.Part space, LongSupplier nanos) {}

    RelayLink(RelayTarget target, ClientSession session, Parts parts) {
        this.target = target;
        this.session = session;
        this.parts = parts;
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

    /// Why we ended it; empty when it was lost.
    public Optional<RelayProblem> fault() {
        return fault;
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

    Inbox inbox() {
        return new Inbox(parts.nanos(), parts.space().share());
    }

    /// Called by the SSH thread for each connection that comes in. A channel counts until the relay has
    /// let go of it too, so that one that never does uses up its own number.
    ///
    /// @return false when there are as many as there may be: a relay cannot flood us (THREAT T-41)
    boolean admits(AbstractChannel channel) {
        if (taken.size() >= parts.mostChannels() || !isInPace()) {
            return false;
        }
        taken.add(channel);
        channel.addCloseFutureListener(closed -> taken.remove(channel));
        return true;
    }

    private boolean isInPace() {
        long now = parts.nanos().getAsLong();
        if (opened == 0 || now - countedSince >= SECOND) {
            countedSince = now;
            opened = 0;
        }
        return opened++ < MOST_OPENED_A_SECOND;
    }

    /// Gives an admitted connection, of which the relay knows, to whom it is for.
    void serve(ChannelStream stream) {
        Thread.ofVirtual().name("relayed").start(() -> {
            try (stream) {
                parts.arrivals().welcome(target.id(), stream);
            }
        });
    }

    void flooded(String words) {
        fault = Optional.of(new RelayProblem(
                RelayProblem.Kind.FLOODED, "%s was left alone for a while: %s".formatted(target.host(), words)));
    }

    /// Connects outward from the relay's address.
    ///
    /// @throws RelayProblem `OPENING_REFUSED` when the relay may not; `DESTINATION_FAILED` when it could
    ///     not; `UNREACHABLE` when the relay itself was lost
    public RelayStream dial(InetSocketAddress to, Duration timeout) throws RelayProblem {
        var channel = new DialledChannel(to, inbox());
        try {
            session.getService(ConnectionService.class).registerChannel(channel);
            channel.open().verify(timeout);
            return channel.stream();
        } catch (IOException lost) {
            if (lost.getCause() instanceof SshChannelOpenException refused) {
                throw notOpened(refused);
            }
            channel.close(false);
            if (session.isOpen()) {
                throw new RelayProblem(
                        Failure.GENERIC_TIMEOUT_ERROR, "relay %s did not connect in time".formatted(target.id()), lost);
            }
            throw new RelayProblem(RelayProblem.Kind.UNREACHABLE, "relay %s was lost".formatted(target.id()), lost);
        }
    }

    /// RFC 4254 §5.1. OpenSSH gives its system's words for a connection that failed.
    private RelayProblem notOpened(SshChannelOpenException refused) {
        if (refused.getReasonCode() == SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED) {
            return new RelayProblem(
                    RelayProblem.Kind.OPENING_REFUSED,
                    ("relay %s may not connect there: its authorized_keys line must permit it (permitopen), and "
                                    + "AllowTcpForwarding must not be off")
                            .formatted(target.id()),
                    refused);
        }
        return new RelayProblem(
                failure(String.valueOf(refused.getMessage())),
                "relay %s could not connect".formatted(target.id()),
                refused);
    }

    private static Failure failure(String words) {
        var text = words.toLowerCase(Locale.ROOT);
        if (text.contains("refused")) {
            return Failure.CONNECTION_REFUSED;
        }
        if (text.contains("timed out")) {
            return Failure.GENERIC_TIMEOUT_ERROR;
        }
        if (text.contains("reset")) {
            return Failure.CONNECTION_RESET;
        }
        if (text.contains("no route to host")) {
            return Failure.HOST_UNREACHABLE;
        }
        return text.contains("unreachable") ? Failure.NETWORK_UNREACHABLE : Failure.UNKNOWN_FAILURE;
    }

    /// Ends the connection; the relay stops listening for us at once.
    @Override
    public void close() {
        session.close(true);
    }
}
