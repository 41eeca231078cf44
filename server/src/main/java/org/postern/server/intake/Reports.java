package org.postern.server.intake;

import java.util.List;
import org.postern.server.accounts.Accounts.Route.ToAccount;
import org.postern.wire.smtp.RecipientParameters;

/// Tells a sender what became of a message that was accepted, by a DSN (RFC 3464). `main` wires it to
/// the queue. Never called for the null return path (THREAT T-13).
@FunctionalInterface
public interface Reports {
    /// Returns once the report is durable.
    ///
    /// @throws org.postern.server.db.StoreBroken when it could not be kept
    void send(Arrival arrival, List<Line> lines);

    /// What became of one recipient.
    record Line(ToAccount to, RecipientParameters wishes, Fate fate) {}

    enum Fate {
        /// In the mailbox, and the sender asked to hear of that (RFC 3461 §4.1, NOTIFY=SUCCESS).
        DELIVERED,
        /// Other recipients got it; this mailbox was full: 5.2.2.
        FULL,
        /// The account went away in the meantime: 5.1.1.
        GONE
    }
}
