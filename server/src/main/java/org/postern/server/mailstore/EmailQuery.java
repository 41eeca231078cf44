package org.postern.server.mailstore;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Which messages, in which order (RFC 8621 §4.4). Ties are broken by id, newest first.
public record EmailQuery(EmailFilter filter, List<Sort> sorts, boolean collapseThreads) {
    /// @param keyword for the keyword sorts
    public record Sort(Key key, boolean ascending, Optional<String> keyword) {}

    public enum Key {
        RECEIVED_AT,
        SIZE,
        HAS_KEYWORD,
        ALL_IN_THREAD_HAVE_KEYWORD,
        SOME_IN_THREAD_HAVE_KEYWORD
    }

    /// Which part of the result (RFC 8620 §5.5).
    public sealed interface Window {
        int limit();

        /// @param position negative counts from the end
        record At(long position, int limit) implements Window {}

        record Around(EmailId anchor, long offset, int limit) implements Window {}
    }

    /// What was found.
    public sealed interface Found {
        record Page(List<EmailId> ids, long position, OptionalLong total, long state) implements Found {}

        record AnchorNotFound() implements Found {}
    }

    /// How the result moved since a state (RFC 8620 §5.6).
    public sealed interface Moved {
        record Delta(List<EmailId> removed, List<Added> added, long total, long state) implements Moved {}

        /// The server no longer knows, or too much changed.
        record CannotTell() implements Moved {}
    }

    public record Added(EmailId id, long index) {}
}
