package org.postern.server.smtpout;

import java.util.Optional;
import org.postern.server.net.DialFailed;
import org.postern.wire.address.Domain;
import org.postern.wire.smtp.Reply;

/// What became of one recipient in one try.
public sealed interface Attempt {
    /// The peer has taken responsibility (RFC 5321 §6.1).
    ///
    /// @param peerReports the peer speaks DSN, so that it reports success (RFC 3461 §5.2.2)
    record Delivered(Domain host, Reply reply, boolean peerReports) implements Attempt {}

    /// Not now.
    ///
    /// @param host who said so; empty when we did
    record Deferred(Optional<Domain> host, Reply reply) implements Attempt {}

    /// Not ever.
    ///
    /// @param host who said so; empty when we did
    record Refused(Optional<Domain> host, Reply reply) implements Attempt {}

    /// Nobody said anything that counts: the network, the DNS or TLS failed, or the line broke.
    record NoConnection(DialFailed.Word word) implements Attempt {}

    /// What a reply other than 2xx means for whom it was about.
    static Attempt of(Domain host, Reply reply) {
        return reply.isPermanent() ? new Refused(Optional.of(host), reply) : new Deferred(Optional.of(host), reply);
    }

    /// A refusal of our own.
    static Attempt refused(int code, String enhanced, String text) {
        return new Refused(Optional.empty(), Reply.of(code, enhanced, text));
    }

    /// A deferral of our own.
    static Attempt deferred(int code, String enhanced, String text) {
        return new Deferred(Optional.empty(), Reply.of(code, enhanced, text));
    }
}
