package org.postern.server.accounts;

import java.util.List;
import java.util.Optional;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// Who has a mailbox here. Doors ask it for every recipient, so its answers come from memory.
public interface Accounts {
    /// Where mail to an address goes.
    sealed interface Route {
        /// The address of an account, by itself, by a `+tag`, or as postmaster or abuse of its domain.
        record ToAccount(AccountId account, MailAddress address) implements Route {}

        /// One of our domains, nobody of that name.
        record Unknown() implements Route {}

        /// postmaster or abuse of a domain that has no account yet: defer, never refuse
        /// (RFC 5321 §4.5.1).
        record NobodyYet() implements Route {}

        /// The operator suspended the account: defer, so that nothing is lost if it comes back.
        record Suspended(AccountId account) implements Route {}

        /// Not one of our domains.
        record Elsewhere() implements Route {}
    }

    Route route(MailAddress address);

    boolean isLocal(Domain domain);

    List<Domain> domains();

    Optional<Account> account(AccountId id);

    /// Every account, for the operator's list.
    List<Account> all();
}
