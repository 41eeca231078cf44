package org.postern.server.mailstore;

import java.util.Locale;

/// What a mailbox is for (RFC 8621 §2, RFC 6154 §2). Every account has one of each from the start.
public enum Role {
    INBOX,
    DRAFTS,
    SENT,
    ARCHIVE,
    JUNK,
    TRASH;

    /// As JMAP writes it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The inverse of [#word].
    static Role ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
