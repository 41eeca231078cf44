package org.postern.server.jmap.submit;

import java.util.List;
import org.postern.server.jmap.blob.Uploads;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Method;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.queue.Queue;

/// The methods of sending (RFC 8621 §7).
public final class SubmissionMethods {
    /// Forms of one message that one submission may have.
    public static final int MAX_PARCELS = 10;

    private SubmissionMethods() {}

    /// What may be sent at once.
    public record Bounds(int maxRecipients, long maxParcelBytes) {}

    public static List<Method> all(Queue queue, Mailstore mailstore, Uploads uploads, Bounds bounds, Limits limits) {
        var reader = new SubmissionReader(mailstore, uploads, bounds.maxRecipients(), bounds.maxParcelBytes());
        return List.of(
                new SubmissionGet(queue, limits),
                new SubmissionChanges(queue),
                new SubmissionQuery(queue),
                new SubmissionQueryChanges(),
                new SubmissionSet(queue, reader, limits));
    }
}
