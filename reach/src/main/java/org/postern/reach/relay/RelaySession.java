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
        if (counted != null && !counted.arrived(isOfChannel(buffer))) {
            flood("more messages than mail can need");
        }
        super.doHandleMessage(buffer);
    }

    /// RFC 4254 §9: 90 to 100.
    private static boolean isOfChannel(Buffer message) {
        int number = message.available() == 0 ? 0 : message.array()[message.rpos()] & 0xff;
        return number >= SshConstants.SSH_MSG_CHANNEL_OPEN && number <= SshConstants.SSH_MSG_CHANNEL_FAILURE;
    }

    @Override
    protected IoWriteFuture doWritePacket(Buffer buffer) throws IOException {
        var counted = traffic;
        if (counted == null) {
            return super.doWritePacket(buffer);
        }
        int octets = buffer.available();
        if (!counted.leaving(octets)) {
            counted.left(octets);
            flood("what was answered is not read");
        }
        var written = super.doWritePacket(buffer);
        written.addListener(done -> counted.left(octets));
        return written;
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
