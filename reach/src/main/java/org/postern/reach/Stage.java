package org.postern.reach;

/// How far senders of a network come with us: the funnel, in order.
public enum Stage {
    /// A question for an MX name or its address, at our own DNS.
    ASKED,
    /// A TCP connection to port 25.
    CONNECTED,
    /// EHLO or HELO was answered.
    GREETED,
    /// STARTTLS was asked for.
    TLS_BEGUN,
    /// The TLS handshake ended well.
    TLS_DONE,
    /// The end of a message was read.
    TEXT_ENDED,
    /// 250 was answered to a message.
    KEPT,
    /// A web request: the control that is not mail.
    WEB
}
