package org.postern.server.accounts;

/// The key under which the message ids of one account's threads are hashed (docs/format/stored-message.md).
@FunctionalInterface
public interface ThreadKeys {
    /// 32 octets, not a copy.
    ///
    /// @throws org.postern.server.db.StoreBroken when it cannot be read
    byte[] threadKey(AccountId account);
}
