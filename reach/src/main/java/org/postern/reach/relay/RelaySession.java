package org.postern.reach.relay;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// One SSH connection to a relay, its traffic counted.
final class RelaySession extends ClientSessionImpl {
    /// Null while the library's constructor runs, which greets already.
    private final @Nullable Traffic traffic;

    RelaySession(ClientFactoryManager client, IoSession network, LongSupplier nanos) throws Exception {
        super(client, network);
        var counted = new Traffic(nanos);
        traffic = counted;
        addCloseFutureListener(closed -> counted.end());
    }

    /// Makes these in place of the library's.
    static SessionFactory factory(ClientFactoryManager client, LongSupplier nanos) {
        return new SessionFactory(client) {
            @Override
            protected ClientSessionImpl doCreateSession(IoSession network) throws Exception {
                return new RelaySession(client, network, nanos);
            }
        };
    }

    Traffic traffic() {
        var counted = traffic;
        if (counted == null) {
            throw new IllegalStateException("asked for before it was made");
        }
        return counted;
    }

    @Override
    protected void doHandleMessage(Buffer buffer) throws Exception {
        var counted = traffic;
        int number = buffer.available() == 0 ? 0 : buffer.array()[buffer.rpos()] & 0xff;
        if (counted != null && !counted.arrived(isOfChannel(number))) {
            flood("more messages than mail can need");
        }
        if (number >= SshConstants.SSH_MSG_USERAUTH_REQUEST && isBetweenKeys()) {
            flood("it spoke while keys were exchanged");
        }
        super.doHandleMessage(buffer);
    }

    /// RFC 4254 §9: 90 to 100.
    private static boolean isOfChannel(int number) {
        return number >= SshConstants.SSH_MSG_CHANNEL_OPEN && number <= SshConstants.SSH_MSG_CHANNEL_FAILURE;
    }

    /// RFC 4253 §7.1: who has begun an exchange of keys says nothing else until it is over. Our answers would
    /// wait for its end, which is the relay's to choose.
    private boolean isBetweenKeys() {
        var state = getKexState();
        return state == KexState.RUN || state == KexState.KEYS;
    }

    /// Counted until it is written, so also while it waits for new keys.
    @Override
    public IoWriteFuture writePacket(Buffer buffer) throws IOException {
        var counted = traffic;
        if (counted == null) {
            return super.writePacket(buffer);
        }
        int octets = buffer.available();
        if (!counted.leaving(octets)) {
            counted.left(octets);
            flood("what was answered is not read");
        }
        return written(buffer, counted).addListener(done -> counted.left(octets));
    }

    private IoWriteFuture written(Buffer buffer, Traffic counted) throws IOException {
        int octets = buffer.available();
        try {
            return super.writePacket(buffer);
        } catch (IOException | RuntimeException notWritten) {
            counted.left(octets);
            throw notWritten;
        }
    }

    private void flood(String words) throws SshException {
        var link = getAttribute(RelayClient.LINK);
        if (link != null) {
            link.flooded(words);
        }
        close(true);
        throw new SshException(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, words);
    }
}
