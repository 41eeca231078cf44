package org.postern.server.smtpin;

import org.postern.server.accounts.AccountId;

/// Whether a mailbox has room: asked at RCPT, so that a full one is told before the text is sent. The
/// mailstore decides for good when it keeps the message.
@FunctionalInterface
public interface Space {
    /// @param sizeBytes as the sender declared it, or 0
    boolean isLeft(AccountId account, long sizeBytes);
}
