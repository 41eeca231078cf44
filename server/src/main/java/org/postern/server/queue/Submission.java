package org.postern.server.queue;

import java.util.List;
import java.util.Optional;
import org.postern.server.accounts.AccountId;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.ThreadId;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;

/// What is to be sent.
///
/// @param owner who sent it and sees its status; empty for DSNs of ours
/// @param mailFrom empty for the null return path
public record Submission(Optional<Owner> owner, Optional<MailAddress> mailFrom, List<Parcel> parcels) {
    /// @param email the sealed Sent copy
    public record Owner(AccountId account, EmailId email, ThreadId thread) {}

    /// One form of the message with the recipients that get this form. The queue adds what the
    /// standards ask for (a missing Date or Message-ID, RFC 6409 §8; DKIM when it leaves the site).
    public record Parcel(Octets message, List<To> to) {}

    /// @param notifyOn RFC 3461 §4.1
    /// @param originalRecipient RFC 3461 §4.2, as `rfc822;…`
    public record To(MailAddress address, Notify notifyOn, Optional<String> originalRecipient) {}

    /// @param never NOTIFY=NEVER; the others are then false
    public record Notify(boolean never, boolean onSuccess, boolean onFailure, boolean onDelay) {
        public static Notify usual() {
            return new Notify(false, false, true, true);
        }
    }
}
