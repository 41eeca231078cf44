package org.postern.server.trace;

import java.time.Duration;

/// One fact of a log event. The factories are a closed list, so that nobody's address, subject or IP
/// reaches a log in the clear (THREAT T-05): a personal fact has no factory that takes it whole.
///
/// @param name snake_case
/// @param value safe to write
public record Field(String name, String value) {
    /// A number of something, a size, a port.
    public static Field count(String name, long value) {
        return new Field(name, Long.toString(value));
    }

    /// A word of ours: an enum constant, a fixed reason, a class name. Never text from a peer.
    public static Field word(String name, Object fixed) {
        return new Field(name, String.valueOf(fixed));
    }

    public static Field took(Duration duration) {
        return new Field("took_ms", Long.toString(duration.toMillis()));
    }

    /// An id of ours (account, job, session); it names nobody outside the data folder.
    public static Field id(String name, Object id) {
        return new Field(name, String.valueOf(id));
    }

    /// The class of what went wrong, without its message, which may quote a peer.
    public static Field cause(Throwable thrown) {
        return new Field("cause", thrown.getClass().getSimpleName());
    }
}
