package org.postern.wire.smtp;

/// When a sender wants to hear of a recipient: the NOTIFY parameter (RFC 3461 §4.1). An empty set of
/// these on a recipient means that nothing was said, `NEVER` stands alone.
public enum Notify {
    NEVER,
    SUCCESS,
    FAILURE,
    DELAY
}
