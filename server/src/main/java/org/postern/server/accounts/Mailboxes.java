package org.postern.server.accounts;

/// What the keeper of mail does for a new and for a removed account; `main` wires it to `mailstore`,
/// which this room does not know.
public interface Mailboxes {
    /// Doing it again changes nothing but the quota.
    void open(AccountId account, long quotaBytes);

    void remove(AccountId account);
}
