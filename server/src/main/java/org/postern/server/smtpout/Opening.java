package org.postern.server.smtpout;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.postern.server.net.DialFailed;
import org.postern.server.net.Dialer;
import org.postern.server.net.Line;
import org.postern.server.time.Clock;
import org.postern.wire.address.Domain;
import org.postern.wire.smtp.Command;
import org.postern.wire.smtp.Reply;

/// From an address to a session: connection, greeting, EHLO or HELO, STARTTLS where offered.
///
/// THREAT T-12: this is opportunistic (RFC 7435). Who strips STARTTLS or breaks the handshake gets the
/// mail in the clear; a policy that forbids it (MTA-STS, DANE) will stand here.
final class Opening {
    private final Dialer dialer;
    private final Clock clock;
    private final Domain self;
    private final Duration connectTimeout;
    private final Timeouts timeouts;
    private final DeliveryMetrics metrics;

    Opening(Courier.Parts parts) {
        dialer = parts.dialer();
        clock = parts.clock();
        self = parts.self();
        connectTimeout = parts.settings().connectTimeout();
        timeouts = parts.timeouts();
        metrics = new DeliveryMetrics(parts.metrics());
    }

    DeliveryMetrics metrics() {
        return metrics;
    }

    /// The peer does not want to talk to us.
    static final class Unwelcome extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Reply reply;

        Unwelcome(Reply reply) {
            super("the peer said " + reply.code());
            this.reply = reply;
        }

        Reply reply() {
            return reply;
        }
    }

    /// TLS was begun and came to nothing.
    private static final class TlsBroken extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /// By one way after the other, while it is the network that fails: what the peer itself says, or that
    /// it does not want the connection, is its answer, and is not gone round.
    Session open(Domain host, InetSocketAddress address) throws DialFailed, Unwelcome {
        var last = new DialFailed(DialFailed.Word.NETWORK_UNREACHABLE);
        for (var way : dialer.ways(address)) {
            try {
                var session = openBy(way, host, address);
                way.heard(address, Optional.empty());
                return session;
            } catch (Unwelcome spoken) {
                way.heard(address, Optional.empty());
                throw spoken;
            } catch (DialFailed failed) {
                way.heard(address, Optional.of(failed.word()));
                if (!failed.isOfNetwork()) {
                    throw failed;
                }
                last = failed;
            }
        }
        throw last;
    }

    /// RFC 7435 §3: where TLS fails the mail goes in the clear, as it would to a peer without TLS.
    private Session openBy(Dialer way, Domain host, InetSocketAddress address) throws DialFailed, Unwelcome {
        try {
            return open(way.dial(address, connectTimeout), host, true);
        } catch (TlsBroken first) {
            metrics.tls("failed");
        }
        try {
            return open(way.dial(address, connectTimeout), host, false);
        } catch (TlsBroken notTried) {
            throw new IllegalStateException(notTried);
        }
    }

    private Session open(Line line, Domain host, boolean withTls) throws DialFailed, Unwelcome, TlsBroken {
        var conversation = new Conversation(line, timeouts, clock);
        boolean open = false;
        try {
            var greeting = conversation.reply(timeouts.greeting());
            if (!greeting.isPositive()) {
                throw new Unwelcome(greeting);
            }
            var extensions = introduce(conversation);
            var session = new Session(host, conversation, extensions);
            if (withTls && extensions.has("STARTTLS")) {
                session = secure(session);
            }
            open = true;
            return session;
        } finally {
            if (!open) {
                conversation.close();
            }
        }
    }

    /// RFC 5321 §3.2: HELO to who does not know EHLO.
    private Extensions introduce(Conversation conversation) throws DialFailed, Unwelcome {
        var ehlo = conversation.ask(new Command.Ehlo(self.name()), timeouts.command());
        if (ehlo.isPositive()) {
            return Extensions.of(ehlo);
        }
        if (!ehlo.isPermanent()) {
            throw new Unwelcome(ehlo);
        }
        var helo = conversation.ask(new Command.Helo(self.name()), timeouts.command());
        if (!helo.isPositive()) {
            throw new Unwelcome(helo);
        }
        return Extensions.none();
    }

    private Session secure(Session plain) throws TlsBroken {
        var conversation = plain.conversation();
        try {
            var reply = conversation.ask(new Command.StartTls(), timeouts.command());
            if (!reply.isPositive() || conversation.hasUnread()) {
                throw new TlsBroken();
            }
            var tls = conversation.line().startTls(plain.host(), timeouts.tls());
            var inside = new Conversation(tls.line(), timeouts, clock);
            // RFC 3207 §4.2: what was said in the clear is forgotten
            var session = new Session(plain.host(), inside, introduce(inside));
            metrics.tls(tls.verified() ? "verified" : "unverified");
            return session;
        } catch (DialFailed | Unwelcome broken) {
            conversation.close();
            throw new TlsBroken();
        }
    }
}
