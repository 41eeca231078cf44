package org.postern.reach.relay;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.apache.sshd.client.session.ClientConnectionService;
import org.apache.sshd.client.session.ClientConnectionServiceFactory;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.session.Session;

/// Asks a relay for signs of life, and ends the connection of one that has fallen silent. The library's own
/// way takes nothing but the answer for one, and none while keys are exchanged.
final class Heartbeat extends ClientConnectionService {
    private final RelaySession session;
    private final LongSupplier nanos;
    private final Silence silence;

    private Heartbeat(RelaySession session, LongSupplier nanos) throws IOException {
        super(session);
        this.session = session;
        this.nanos = nanos;
        this.silence = new Silence(nanos.getAsLong());
    }

    /// Makes these in place of the library's.
    static ClientConnectionServiceFactory factory(LongSupplier nanos) {
        return new ClientConnectionServiceFactory() {
            @Override
            public Service create(Session session) throws IOException {
                return new Heartbeat((RelaySession) session, nanos);
            }
        };
    }

    /// On the one thread that does it for all relays, so nothing here waits.
    @Override
    protected boolean sendHeartBeat() {
        if (silence.look(session.traffic().heard(), nanos.getAsLong())) {
            session.close(true);
            return false;
        }
        return session.getKexState() == KexState.DONE && ask();
    }

    private boolean ask() {
        try {
            var question = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, heartbeatRequest.length() + 8);
            question.putString(heartbeatRequest);
            question.putBoolean(true);
            session.request(question, heartbeatRequest, (word, answer) -> silence.answered())
                    .addListener(this::futureDone);
            return true;
        } catch (IOException | RuntimeException broken) {
            session.exceptionCaught(broken);
            return false;
        }
    }
}
