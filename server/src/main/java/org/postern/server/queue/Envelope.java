package org.postern.server.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postern.wire.address.MailAddress;

/// To whom a job goes and how far it is. On disk only under the job's key.
///
/// @param from empty for the null return path
record Envelope(Optional<MailAddress> from, List<Recipient> to) {
    Envelope {
        to = List.copyOf(to);
    }

    /// @param lastReply in one line; empty before the first try
    /// @param nextTry means nothing unless waiting
    /// @param warned the sender has heard that it is late
    record Recipient(Submission.To to, State state, int attempts, Instant nextTry, boolean warned, String lastReply) {
        static Recipient fresh(Submission.To to, Instant now) {
            return new Recipient(to, State.WAITING, 0, now, false, "");
        }

        MailAddress address() {
            return to.address();
        }

        boolean isWaiting() {
            return state == State.WAITING;
        }

        Recipient at(Instant next) {
            return new Recipient(to, state, attempts, next, warned, lastReply);
        }
    }

    enum State {
        WAITING,
        DELIVERED,
        FAILED
    }

    long count(State state) {
        return to.stream().filter(recipient -> recipient.state() == state).count();
    }
}
