package org.postern.wire.smtp;

/// How much of a message a failure report gives back: the RET parameter (RFC 3461 §4.3).
public enum ReturnContent {
    FULL,
    HDRS
}
