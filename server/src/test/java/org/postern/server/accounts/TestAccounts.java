package org.postern.server.accounts;

import org.postern.wire.address.MailAddress;

/// Accounts without keys, for tests of other rooms.
public final class TestAccounts {
    private TestAccounts() {}

    public static AccountId add(AccountRegister register, String address) {
        return register.add(MailAddress.parse(address).orElseThrow(), 10_000_000, (tables, id) -> {})
                .orElseThrow()
                .id();
    }
}
