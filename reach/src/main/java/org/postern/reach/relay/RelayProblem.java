package org.postern.reach.relay;

import java.util.Optional;
import org.postern.reach.Failure;

/// Why a relay does not serve, with words that tell the operator what to do.
public final class RelayProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient Optional<Failure> failure;

    /// What went wrong, from the outside in.
    public enum Kind {
        /// No TCP connection, or it did not speak SSH.
        UNREACHABLE,
        /// Its host key is not the one that is pinned.
        OTHER_HOST_KEY,
        /// Our key is not in its `authorized_keys`, or its user may not log in.
        KEY_REFUSED,
        /// It would not listen: `permitlisten`, `AllowTcpForwarding`, a port in use, or not root.
        LISTENING_REFUSED,
        /// It may not connect outward: `permitopen`.
        OPENING_REFUSED,
        /// It tried to connect outward, and the destination was not reached; [#failure] says how.
        DESTINATION_FAILED,
        /// It listens, but not where senders can reach it: `GatewayPorts`.
        LISTENS_INWARD_ONLY,
        /// It sent more than mail can need, and was left alone for a while (THREAT T-41).
        FLOODED
    }

    RelayProblem(Kind kind, String words, Throwable cause) {
        super(words, cause);
        this.kind = kind;
        this.failure = Optional.empty();
    }

    RelayProblem(Kind kind, String words) {
        super(words);
        this.kind = kind;
        this.failure = Optional.empty();
    }

    /// The destination was not reached.
    RelayProblem(Failure failure, String words, Throwable cause) {
        super(words, cause);
        this.kind = Kind.DESTINATION_FAILED;
        this.failure = Optional.of(failure);
    }

    public Kind kind() {
        return kind;
    }

    /// Of `DESTINATION_FAILED`: how, as the relay's system says.
    public Optional<Failure> failure() {
        return failure;
    }
}
