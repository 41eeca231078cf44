package org.postern.seal;

/// Sealing could not be done. Whoever holds the message keeps it unaccepted: a door answers 4xx and
/// stores nothing. The reason is for the operator's log; a peer is never told.
public abstract sealed class SealingFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SealingFailed(String message, Throwable cause) {
        super(message, cause);
    }

    private SealingFailed(String message) {
        super(message);
    }

    /// A packet has a four-octet length (RFC 9580 §4.2.1.3), and so a bound.
    public static final class TooLarge extends SealingFailed {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("message is larger than an OpenPGP packet can be");
        }
    }

    /// The recipient's key gives the same secret for everyone (RFC 7748 §6.1); a broken certificate.
    public static final class WorthlessKey extends SealingFailed {
        private static final long serialVersionUID = 1L;

        WorthlessKey() {
            super("key agreement gave zero");
        }
    }

    /// The platform lacks an algorithm or its provider broke.
    public static final class PlatformBroke extends SealingFailed {
        private static final long serialVersionUID = 1L;

        PlatformBroke(Throwable cause) {
            super("a cryptographic provider failed", cause);
        }
    }
}
