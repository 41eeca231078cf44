package org.postern.server.smtpin;

import java.util.ArrayList;
import java.util.List;
import org.postern.server.accounts.Accounts.Route.ToAccount;
import org.postern.wire.smtp.Command;
import org.postern.wire.smtp.RecipientParameters;

/// Where a session stands. A stage holds only what is true at that stage.
sealed interface Stage {
    /// Nobody has greeted, or TLS has begun since (RFC 3207 §4.2: what was said before is forgotten).
    record Fresh() implements Stage {}

    record Greeted(Greeting greeting) implements Stage {}

    /// A sender is known, recipients perhaps.
    record Addressed(Greeting greeting, Envelope envelope) implements Stage {}

    /// The text has begun to come in chunks (RFC 3030).
    record Chunked(Greeting greeting, Envelope envelope, Parcel parcel) implements Stage {}

    /// @param extended by EHLO
    record Greeting(String peer, boolean extended) {}

    /// Who writes to whom.
    record Envelope(Command.Mail mail, List<Addressee> addressees) {
        Envelope with(Addressee another) {
            for (var known : addressees) {
                if (known.to().equals(another.to())) {
                    return this;
                }
            }
            var all = new ArrayList<>(addressees);
            all.add(another);
            return new Envelope(mail, List.copyOf(all));
        }
    }

    record Addressee(ToAccount to, RecipientParameters parameters) {}
}
