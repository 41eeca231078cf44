package org.postern.cli.mail;

import org.postern.unseal.AccountKey;
import org.postern.unseal.Opener;
import org.postern.unseal.SecretKeys;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;

/// An account after login, with everything that opens it.
///
/// @param site carries the session
/// @param threadKey 32 octets, see docs/format/stored-message.md
public record OpenAccount(
        Site site, String id, MailAddress address, AccountKey accountKey, SecretKeys keys, Octets threadKey) {
    Opener opener() {
        return new Opener(keys);
    }
}
