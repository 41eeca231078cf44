package org.postern.server.smtpout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.postern.server.net.DialFailed;
import org.postern.wire.Octets;
import org.postern.wire.smtp.BodyType;
import org.postern.wire.smtp.Command;
import org.postern.wire.smtp.MailParameters;
import org.postern.wire.smtp.RecipientParameters;
import org.postern.wire.smtp.Reply;
import org.postern.wire.smtp.ReturnContent;

/// One message to some recipients of one session: MAIL, RCPT, DATA (RFC 5321 §3.3), all commands in one
/// go where the peer can take it (RFC 2920).
final class Transaction {
    private final Session session;
    private final Errand errand;
    private final List<Errand.Recipient> to;
    private final Timeouts timeouts;
    private final boolean pipelined;
    private final Map<Errand.Recipient, Attempt> attempts = new LinkedHashMap<>();
    private final List<Errand.Recipient> accepted = new ArrayList<>();
    private final List<Errand.Recipient> tooMany = new ArrayList<>();
    private boolean answered;
    private boolean open;
    private boolean closing;
    private boolean turnedAway;

    /// @param to some of the errand's recipients, no more than the peer takes
    Transaction(Session session, Errand errand, List<Errand.Recipient> to, Timeouts timeouts) {
        this.session = session;
        this.errand = errand;
        this.to = to;
        this.timeouts = timeouts;
        this.pipelined = session.extensions().has("PIPELINING");
    }

    /// What is known of each recipient; of those that [#tooMany] has, nothing.
    Map<Errand.Recipient, Attempt> attempts() {
        return attempts;
    }

    /// Whom the peer wants in another transaction (RFC 5321 §4.5.3.1.10).
    List<Errand.Recipient> tooMany() {
        return tooMany;
    }

    /// Whether the peer has said anything yet.
    boolean answered() {
        return answered;
    }

    /// Whether RSET must come before the next MAIL.
    boolean leftOpen() {
        return open;
    }

    /// Whether the peer has said 421: it closes (RFC 5321 §3.8).
    boolean closing() {
        return closing;
    }

    /// Whether the peer closed instead of taking MAIL, as it does with a session it finds too old.
    boolean turnedAway() {
        return turnedAway;
    }

    /// @throws DialFailed when the line broke; then [#attempts] has those decided before
    void run() throws DialFailed {
        var needs = Needs.of(errand.message(), errand, to);
        var unfit = needs.unfit(session.extensions());
        if (unfit.isPresent()) {
            answered = true;
            to.forEach(recipient -> attempts.put(recipient, unfit.get()));
            return;
        }
        var mail = new Command.Mail(errand.from(), parameters(needs));
        if (pipelined) {
            session.conversation().send(mail);
            for (var recipient : to) {
                session.conversation().send(rcpt(recipient));
            }
            session.conversation().send(new Command.Text());
        }
        var from = next(mail);
        answered = true;
        turnedAway = from.code() == 421;
        if (!from.isPositive()) {
            to.forEach(recipient -> attempts.put(recipient, Attempt.of(session.host(), from)));
        }
        if (!from.isPositive() && !pipelined) {
            return;
        }
        open = true;
        for (var recipient : to) {
            judge(recipient, next(rcpt(recipient)), from.isPositive());
        }
        if (!accepted.isEmpty() || pipelined) {
            data();
        }
    }

    private void data() throws DialFailed {
        var go = pipelined ? read(timeouts.dataStart()) : sendAndRead(new Command.Text(), timeouts.dataStart());
        if (!go.isIntermediate()) {
            accepted.forEach(recipient -> attempts.put(recipient, Attempt.of(session.host(), go)));
            return;
        }
        // RFC 2920 §3.1: a 354 without a recipient is answered by an empty text
        session.conversation().text(accepted.isEmpty() ? Octets.empty() : errand.message());
        var end = read(timeouts.dataEnd());
        open = false;
        boolean reports = session.extensions().has("DSN");
        for (var recipient : accepted) {
            attempts.put(
                    recipient,
                    end.isPositive()
                            ? new Attempt.Delivered(session.host(), end, reports)
                            : Attempt.of(session.host(), end));
        }
    }

    private void judge(Errand.Recipient recipient, Reply reply, boolean mailTaken) {
        if (!mailTaken) {
            return;
        }
        // LENIENT: RFC 5321 §4.5.3.1.10 knows senders of 552 that mean 452
        boolean full = reply.code() == 452
                || (reply.code() == 552 && !reply.enhanced().orElse("").startsWith("5.2."));
        if (reply.isPositive()) {
            accepted.add(recipient);
        } else if (full && !accepted.isEmpty()) {
            tooMany.add(recipient);
        } else if (full) {
            attempts.put(recipient, new Attempt.Deferred(Optional.of(session.host()), reply));
        } else {
            attempts.put(recipient, Attempt.of(session.host(), reply));
        }
    }

    private Reply next(Command command) throws DialFailed {
        return pipelined ? read(timeouts.command()) : sendAndRead(command, timeouts.command());
    }

    private Reply sendAndRead(Command command, java.time.Duration timeout) throws DialFailed {
        session.conversation().send(command);
        return read(timeout);
    }

    private Reply read(java.time.Duration timeout) throws DialFailed {
        var reply = session.conversation().reply(timeout);
        closing |= reply.code() == 421;
        return reply;
    }

    private MailParameters parameters(Needs needs) {
        var extensions = session.extensions();
        boolean eight = needs.eightBit() && extensions.has("8BITMIME");
        return new MailParameters(
                extensions.has("SIZE") ? OptionalLong.of(errand.message().size()) : OptionalLong.empty(),
                eight ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT,
                needs.utf8(),
                extensions.has("DSN") ? Optional.of(ReturnContent.HDRS) : Optional.empty(),
                Optional.empty());
    }

    private Command rcpt(Errand.Recipient recipient) {
        boolean dsn = session.extensions().has("DSN");
        return new Command.Recipient(
                recipient.address(),
                new RecipientParameters(
                        dsn ? recipient.notifyOn() : Set.of(), dsn ? recipient.originalRecipient() : Optional.empty()));
    }
}
