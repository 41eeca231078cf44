package org.postern.server.intake;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.server.accounts.Accounts;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;

/// A message at the door, still readable, in memory.
///
/// @param returnPath empty for the null return path of a DSN
/// @param message as it came, before our `Return-Path` and `Received`
/// @param wishes what the sender wants to hear (RFC 3461)
public record Arrival(
        Optional<MailAddress> returnPath,
        List<Accounts.Route.ToAccount> recipients,
        Octets message,
        Origin origin,
        Wishes wishes) {
    public Arrival {
        recipients = List.copyOf(recipients);
    }

    /// Of a sender who said nothing of what to hear.
    public Arrival(
            Optional<MailAddress> returnPath,
            List<Accounts.Route.ToAccount> recipients,
            Octets message,
            Origin origin) {
        this(returnPath, recipients, message, origin, Wishes.none());
    }

    public sealed interface Origin {
        /// By SMTP from somewhere.
        ///
        /// @param greeting what it called itself in EHLO or HELO
        /// @param protocol `SMTP`, `ESMTP`, `ESMTPS`, `UTF8SMTPS` and so on (RFC 3848, RFC 6531 §4.3)
        /// @param tls version and suite, empty in the clear
        record Peer(InetAddress address, String greeting, String protocol, Optional<String> tls) implements Origin {}

        /// From our own queue: a user of this server wrote it, or it is a DSN of ours.
        record Own() implements Origin {}
    }
}
