package org.postern.reach.relay;

/// Why a relay does not serve, with words that tell the operator what to do.
public final class RelayProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

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
        /// It would not connect outward: `permitopen`, or its own firewall.
        OPENING_REFUSED,
        /// It listens, but not where senders can reach it: `GatewayPorts`.
        LISTENS_INWARD_ONLY
    }

    RelayProblem(Kind kind, String words, Throwable cause) {
        super(words, cause);
        this.kind = kind;
    }

    RelayProblem(Kind kind, String words) {
        super(words);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
