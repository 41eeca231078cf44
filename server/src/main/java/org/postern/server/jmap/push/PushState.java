package org.postern.server.jmap.push;

import java.util.Optional;
import org.postern.server.events.Change.Kind;
import org.postern.server.jmap.core.Ids;

/// Where an account is, in the two counts that it has: that of its mail and that of its submissions. Its
/// text is the event id (RFC 8620 §7.3) and the pushState (RFC 8887 §4.3.5).
record PushState(long mail, long submissions) {
    static Optional<PushState> read(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        var mail = Ids.state(text.substring(0, dot));
        var submissions = Ids.state(text.substring(dot + 1));
        return mail.isPresent() && submissions.isPresent()
                ? Optional.of(new PushState(mail.get(), submissions.get()))
                : Optional.empty();
    }

    long of(Kind kind) {
        return kind == Kind.EMAIL_SUBMISSION ? submissions : mail;
    }

    PushState with(Kind kind, long state) {
        return kind == Kind.EMAIL_SUBMISSION
                ? new PushState(mail, Math.max(submissions, state))
                : new PushState(Math.max(mail, state), submissions);
    }

    PushState newest(PushState other) {
        return new PushState(Math.max(mail, other.mail), Math.max(submissions, other.submissions));
    }

    @Override
    public String toString() {
        return mail + "." + submissions;
    }
}
