package org.postern.server.accounts;

import java.util.Optional;
import org.postern.seal.Certificate;
import org.postern.seal.CertificateRead;
import org.postern.seal.KeyList;
import org.postern.server.accounts.AccountSettings.SignUpMode;
import org.postern.server.db.AccountRows;
import org.postern.server.db.Database;
import org.postern.server.db.KeyRows;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;

/// Makes accounts of what clients send. Every secret was made by the client; what arrives here is locked
/// or public, and is checked to be what it says.
public final class SignUp {
    private static final int MOST_LOCKED_OCTETS = 64 * 1024;

    private final Database database;
    private final AccountRegister register;
    private final AccountSettings settings;
    private final Clock clock;

    public SignUp(Database database, AccountRegister register, AccountSettings settings, Clock clock) {
        this.database = database;
        this.register = register;
        this.settings = settings;
        this.clock = clock;
    }

    /// What somebody asks for.
    public record Application(
            String address,
            Optional<String> invitation,
            NewLogin login,
            NewPhrase phrase,
            Octets lockedKeys,
            KeyRows.PublicRow listed) {}

    /// What came of it.
    public sealed interface Result {
        record Made(AccountId account) implements Result {}

        record AddressTaken() implements Result {}

        /// Malformed, reserved, or not of a domain of ours.
        record AddressNotAllowed() implements Result {}

        record Closed() implements Result {}

        /// None, unknown, used, expired, or for another address.
        record InvitationNeeded() implements Result {}

        /// @param why for the client's developer
        record Unacceptable(String why) implements Result {}
    }

    public SignUpMode mode() {
        return settings.signUp();
    }

    public Result signUp(Application application) {
        var address = AddressRules.wellFormed(application.address());
        if (address.isEmpty() || !register.isLocal(address.get().domain())) {
            return new Result.AddressNotAllowed();
        }
        var invitation = invitation(application, address.get());
        var refusal = refusal(address.get(), invitation);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var fault = fault(application, address.get());
        return fault.isPresent()
                ? new Result.Unacceptable(fault.get())
                : make(application, address.get(), invitation.map(AccountRows.InvitationRow::codeHash));
    }

    /// Whether the text is an invitation that is still good, for any address.
    public boolean isInvitation(String text) {
        return invitation(text).isPresent();
    }

    private Optional<AccountRows.InvitationRow> invitation(String text) {
        return Tokens.hash(text)
                .map(Octets::of)
                .flatMap(code -> database.read(tables -> tables.accounts().invitation(code)))
                .filter(row -> clock.instant().isBefore(row.expires()));
    }

    private Optional<AccountRows.InvitationRow> invitation(Application application, MailAddress address) {
        return application
                .invitation()
                .flatMap(this::invitation)
                .filter(row -> row.address().map(address.toString()::equals).orElse(true));
    }

    /// An invitation to one address is the operator's own word: it opens what is closed or reserved.
    private Optional<Result> refusal(MailAddress address, Optional<AccountRows.InvitationRow> invitation) {
        if (invitation.flatMap(AccountRows.InvitationRow::address).isPresent()) {
            return Optional.empty();
        }
        return switch (settings.signUp()) {
            case CLOSED -> Optional.of(new Result.Closed());
            case INVITED -> invitation.isEmpty() ? Optional.of(new Result.InvitationNeeded()) : reserved(address);
            case OPEN -> reserved(address);
        };
    }

    private static Optional<Result> reserved(MailAddress address) {
        return AddressRules.reserved(address) ? Optional.of(new Result.AddressNotAllowed()) : Optional.empty();
    }

    private static Optional<String> fault(Application application, MailAddress address) {
        if (!application.login().acceptable()) {
            return Optional.of("login");
        }
        if (!application.phrase().acceptable()) {
            return Optional.of("phrase");
        }
        long locked = application.lockedKeys().size();
        return locked < 64 || locked > MOST_LOCKED_OCTETS
                ? Optional.of("lockedKeys")
                : certificateFault(application.listed(), address);
    }

    private static Optional<String> certificateFault(KeyRows.PublicRow listed, MailAddress address) {
        return switch (Certificate.forStorage(listed.v6().toByteArray())) {
            case CertificateRead.Refused no -> Optional.of("certificates.v6: " + no.reason());
            case CertificateRead.Accepted v6 ->
                switch (Certificate.forWorld(listed.v4().toByteArray())) {
                    case CertificateRead.Refused no -> Optional.of("certificates.v4: " + no.reason());
                    case CertificateRead.Accepted v4 -> listFault(listed, address, v6.certificate(), v4.certificate());
                };
        };
    }

    private static Optional<String> listFault(
            KeyRows.PublicRow listed, MailAddress address, Certificate v6, Certificate v4) {
        return KeyList.verify(
                                listed.keyList().toByteArray(),
                                listed.keyListSignature().toByteArray(),
                                v6,
                                v4)
                        .filter(list -> list.address().equals(address))
                        .isPresent()
                ? Optional.empty()
                : Optional.of("keyList");
    }

    private Result make(Application application, MailAddress address, Optional<Octets> invitation) {
        try {
            return register.add(address, settings.quota().bytes(), (tables, account) -> {
                        if (invitation.isPresent() && !tables.accounts().removeInvitation(invitation.get())) {
                            throw new InvitationGone();
                        }
                        tables.logins()
                                .add(
                                        account,
                                        application.login().verifier(),
                                        application.phrase().publicKey());
                        tables.keys().add(account, keys(application));
                    })
                    .<Result>map(account -> new Result.Made(account.id()))
                    .orElseGet(Result.AddressTaken::new);
        } catch (InvitationGone used) {
            return new Result.InvitationNeeded();
        }
    }

    private static KeyRows.KeyRow keys(Application application) {
        return new KeyRows.KeyRow(
                application.login().wrappedByPassword(),
                application.phrase().wrappedByPhrase(),
                application.lockedKeys(),
                application.listed(),
                Optional.empty());
    }

    /// Somebody used the invitation at the same moment; undoes the rows.
    private static final class InvitationGone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
