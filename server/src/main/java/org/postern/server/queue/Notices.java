package org.postern.server.queue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.postern.server.accounts.Accounts;
import org.postern.server.smtpout.Attempt;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;
import org.postern.wire.dkim.RawMessage;
import org.postern.wire.dsn.Fate;
import org.postern.wire.dsn.StatusReport;
import org.postern.wire.smtp.Reply;

/// Tells senders what became of their mail, as mail of its own in the queue (RFC 3461 §6).
///
/// THREAT T-13, T-14: only senders of this server are told, and nothing with a null return path is
/// answered, so that no report goes astray or makes another.
final class Notices {
    private final Accounts accounts;
    private final Outgoing outgoing;
    private final Domain self;
    private final Clock clock;
    private final Patience patience;
    private final Consumer<Submission> submit;

    Notices(
            Accounts accounts,
            Outgoing outgoing,
            Domain self,
            Clock clock,
            Patience patience,
            Consumer<Submission> submit) {
        this.accounts = accounts;
        this.outgoing = outgoing;
        this.self = self;
        this.clock = clock;
        this.patience = patience;
        this.submit = submit;
    }

    /// One recipient's step with what led to it.
    record Told(Patience.Step step, Attempt attempt) {}

    /// Puts one report for each kind of news into the queue.
    void tell(Job job, Supplier<Octets> message, List<Told> news) {
        var sender = job.envelope().from().filter(from -> accounts.isLocal(from.domain()));
        if (sender.isEmpty()) {
            return;
        }
        var byAction = new EnumMap<Fate.Action, List<Fate>>(Fate.Action.class);
        for (var told : news) {
            fate(job, told)
                    .ifPresent(fate -> byAction.computeIfAbsent(fate.action(), action -> new ArrayList<>())
                            .add(fate));
        }
        byAction.values().forEach(fates -> submit.accept(report(job, message.get(), sender.get(), fates)));
    }

    private Submission report(Job job, Octets message, MailAddress sender, List<Fate> fates) {
        var header = new RawMessage(RawMessage.split(message).header(), Octets.empty()).octets();
        var report =
                new StatusReport(self, sender, outgoing.messageId(self), clock.instant(), job.made(), fates, header);
        var to = new Submission.To(sender, new Submission.Notify(true, false, false, false), Optional.empty());
        var parcel = new Submission.Parcel(report.octets(), List.of(to));
        return new Submission(Optional.empty(), Optional.empty(), List.of(parcel));
    }

    private Optional<Fate> fate(Job job, Told told) {
        return switch (told.step().notice()) {
            case NONE -> Optional.empty();
            case FAILED -> Optional.of(fate(told, Fate.Action.FAILED, "5.0.0"));
            case EXPIRED -> Optional.of(withStatus(fate(told, Fate.Action.FAILED, "5.0.0"), "5.4.7"));
            case DELAYED -> {
                var fate = fate(told, Fate.Action.DELAYED, "4.0.0");
                yield Optional.of(new Fate(
                        fate.recipient(),
                        fate.original(),
                        fate.action(),
                        fate.status(),
                        fate.remote(),
                        fate.diagnostic(),
                        Optional.of(patience.expires(job.made()))));
            }
            case DELIVERED -> Optional.of(fate(told, Fate.Action.DELIVERED, "2.0.0"));
            case RELAYED -> Optional.of(fate(told, Fate.Action.RELAYED, "2.0.0"));
        };
    }

    private static Fate fate(Told told, Fate.Action action, String usualStatus) {
        var to = told.step().recipient().to();
        Optional<Domain> remote = switch (told.attempt()) {
            case Attempt.Delivered done -> Optional.of(done.host());
            case Attempt.Deferred later -> later.host();
            case Attempt.Refused no -> no.host();
            case Attempt.NoConnection none -> Optional.empty();
        };
        return new Fate(
                to.address(),
                to.originalRecipient(),
                action,
                reply(told.attempt()).flatMap(Reply::enhanced).orElse(statusWithoutReply(told, usualStatus)),
                remote,
                reply(told.attempt()).map(Reply::oneLine).orElse("The recipient's server could not be reached"),
                Optional.empty());
    }

    /// RFC 3463 §3.5: 4.4.1 is "no answer from host".
    private static String statusWithoutReply(Told told, String usual) {
        return told.attempt() instanceof Attempt.NoConnection ? usual.charAt(0) + ".4.1" : usual;
    }

    /// RFC 3463 §3.5: 5.4.7 is "delivery time expired".
    private static Fate withStatus(Fate fate, String status) {
        return new Fate(
                fate.recipient(),
                fate.original(),
                fate.action(),
                status,
                fate.remote(),
                fate.diagnostic(),
                fate.retryUntil());
    }

    private static Optional<Reply> reply(Attempt attempt) {
        return switch (attempt) {
            case Attempt.Delivered done -> Optional.of(done.reply());
            case Attempt.Deferred later -> Optional.of(later.reply());
            case Attempt.Refused no -> Optional.of(no.reply());
            case Attempt.NoConnection none -> Optional.empty();
        };
    }
}
