package org.postern.server.queue;

import java.time.Instant;
import java.util.Map;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.ThreadId;
import org.postern.wire.address.MailAddress;

/// What a user may know of a submission.
///
/// @param deliveries by recipient while the job lives; empty afterwards
/// @param delivered recipients done; kept when the addresses are gone, as `failed` and `waiting` are
public record SubmissionNote(
        SubmissionId id,
        EmailId email,
        ThreadId thread,
        Instant sentAt,
        Map<MailAddress, Delivery> deliveries,
        int delivered,
        int failed,
        int waiting) {
    /// RFC 8621 §7: DeliveryStatus.
    ///
    /// @param smtpReply the last one, multi-line joined by spaces
    public record Delivery(String smtpReply, Delivered delivered) {}

    public enum Delivered {
        QUEUED,
        YES,
        NO,
        UNKNOWN
    }
}
