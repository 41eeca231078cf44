package org.postern.server.keys;

import java.util.Optional;
import org.postern.seal.Certificate;
import org.postern.server.accounts.AccountId;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;

/// The certificates of the accounts of this server.
public interface Directory {
    /// The certificate that mail for this account is sealed to; held in memory, already checked.
    ///
    /// @throws org.postern.server.db.StoreBroken when it cannot be read or no longer passes the policy:
    ///     the caller defers, it never stores readable
    Certificate storageCertificate(AccountId account);

    /// What another user of this server gets to write to that address; empty for unknown addresses.
    Optional<Listed> lookUp(MailAddress address);

    /// @param v6 binary transferable public key
    /// @param v4 binary transferable public key in the legacy encoding
    /// @param keyList the signed octets
    /// @param keyListSignature detached OpenPGP signature of them by the v6 primary key
    record Listed(MailAddress address, Octets v6, Octets v4, Octets keyList, Octets keyListSignature) {}
}
