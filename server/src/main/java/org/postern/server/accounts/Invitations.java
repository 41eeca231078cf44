package org.postern.server.accounts;

import java.security.SecureRandom;
import java.util.Optional;
import org.postern.server.db.AccountRows;
import org.postern.server.db.Database;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;

/// Codes by which the operator lets people sign up, each once; kept as hashes.
public final class Invitations {
    private final Database database;
    private final AccountSettings settings;
    private final Clock clock;
    private final Tokens tokens;

    public Invitations(Database database, AccountSettings settings, Clock clock, SecureRandom random) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
        this.tokens = new Tokens(random);
    }

    /// The code, seen this once.
    ///
    /// @param address the only address that it is good for, which may be a reserved one and may be made
    ///     also while sign-up is closed; empty for any that is free
    public String make(Optional<MailAddress> address) {
        var code = tokens.next();
        var now = clock.instant();
        var row = new AccountRows.InvitationRow(
                Octets.of(Tokens.hash(code).orElseThrow()),
                address.map(AddressRules::folded).map(MailAddress::toString),
                now,
                now.plus(settings.invitationLife()));
        database.change(tables -> tables.accounts().addInvitation(row));
        return code;
    }
}
