package org.postern.server.intake;

/// What became of a message at the door.
public sealed interface Outcome {
    /// Sealed and durable for every recipient (or told back to the sender where one was full).
    record Kept() implements Outcome {}

    /// Try again later: 4xx.
    record Deferred(int code, String enhanced, String text) implements Outcome {}

    /// Never: 5xx.
    record Refused(int code, String enhanced, String text) implements Outcome {}
}
