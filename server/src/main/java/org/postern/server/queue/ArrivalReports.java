package org.postern.server.queue;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.postern.server.intake.Arrival;
import org.postern.server.intake.Reports;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;
import org.postern.wire.dkim.RawMessage;
import org.postern.wire.dsn.Fate;
import org.postern.wire.dsn.StatusReport;

/// Sends what intake has to tell the sender of a message that came from elsewhere: a mailbox that was
/// full after all, or a delivery that the sender asked to hear of (RFC 3461 §6.2).
public final class ArrivalReports {
    private final Queue queue;
    private final Domain self;
    private final Clock clock;

    /// @param self our own name
    public ArrivalReports(Queue queue, Domain self, Clock clock) {
        this.queue = queue;
        this.self = self;
        this.clock = clock;
    }

    /// As [Reports#send].
    public void send(Arrival arrival, List<Reports.Line> lines) {
        var sender = arrival.returnPath()
                .orElseThrow(() -> new IllegalArgumentException("the null return path is never answered"));
        var now = clock.instant();
        // THREAT T-13: whoever names another as sender and asks to hear of a hundred deliveries makes us write
        // once, not a hundred times.
        var byAction = lines.stream().map(ArrivalReports::fate).collect(Collectors.groupingBy(Fate::action));
        for (var fates : byAction.values()) {
            var report = new StatusReport(self, sender, messageId(), now, now, fates, header(arrival.message()));
            queue.submit(toSender(sender, report.octets()));
        }
    }

    private static Submission toSender(MailAddress sender, Octets report) {
        var to = new Submission.To(sender, new Submission.Notify(true, false, false, false), Optional.empty());
        return new Submission(Optional.empty(), Optional.empty(), List.of(new Submission.Parcel(report, List.of(to))));
    }

    private static Fate fate(Reports.Line line) {
        return switch (line.fate()) {
            case DELIVERED -> fate(line, Fate.Action.DELIVERED, "2.0.0", "The message is in the mailbox");
            case FULL -> fate(line, Fate.Action.FAILED, "5.2.2", "The mailbox is full");
            case GONE -> fate(line, Fate.Action.FAILED, "5.1.1", "There is no such mailbox any more");
        };
    }

    private static Fate fate(Reports.Line line, Fate.Action action, String status, String words) {
        return new Fate(
                line.to().address(),
                line.wishes().originalRecipient(),
                action,
                status,
                Optional.empty(),
                words,
                Optional.empty());
    }

    private static Octets header(Octets message) {
        return new RawMessage(RawMessage.split(message).header(), Octets.empty()).octets();
    }

    private String messageId() {
        return UUID.randomUUID() + "@" + self;
    }
}
