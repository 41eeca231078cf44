package org.postern.server.smtpout;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import org.postern.wire.smtp.Notify;

/// One message for recipients of one domain.
///
/// @param from empty for the null return path
/// @param to at least one
/// @param message with CRLF line ends, signed, as it leaves
public record Errand(Optional<MailAddress> from, List<Recipient> to, Octets message) {
    public Errand {
        to = List.copyOf(to);
    }

    /// @param notifyOn RFC 3461 §4.1; empty when nothing was said
    /// @param originalRecipient RFC 3461 §4.2
    public record Recipient(MailAddress address, Set<Notify> notifyOn, Optional<String> originalRecipient) {
        public Recipient {
            notifyOn = Set.copyOf(notifyOn);
        }
    }
}
