package org.postern.server.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.postern.server.db.Database;
import org.postern.server.db.KeyRows;
import org.postern.server.db.LoginRows;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;

/// What the owner of an account reads and changes of it. Changing a password or a phrase wraps the
/// account key anew; keys and mail stay as they are.
public final class OwnAccount {
    private static final int MOST_SETTINGS_OCTETS = 64 * 1024;

    private final Database database;
    private final Sessions sessions;
    private final Clock clock;
    private final Tokens tokens;
    private final Cache<String, Octets> proposedSecrets;
    private final Buckets<AccountId> codes;

    public OwnAccount(Database database, Sessions sessions, Clock clock, SecureRandom random) {
        this.database = database;
        this.sessions = sessions;
        this.clock = clock;
        this.tokens = new Tokens(random);
        this.proposedSecrets = Login.shortLived(clock);
        this.codes = new Buckets<>(new Budget(5, Duration.ofSeconds(30)), 10_000, clock);
    }

    /// @param secondFactor whether a login asks for one
    public record Content(KeyRows.KeyRow keys, boolean secondFactor) {}

    public Content content(AccountId account) {
        return database.read(tables -> new Content(
                tables.keys().of(account.value()).orElseThrow(),
                tables.logins()
                        .of(account.value())
                        .flatMap(LoginRows.LoginRow::totpSecret)
                        .isPresent()));
    }

    /// False when the box is too large.
    public boolean changeSettings(AccountId account, Octets box) {
        if (box.size() > MOST_SETTINGS_OCTETS) {
            return false;
        }
        database.change(tables -> tables.keys().setSettings(account.value(), box));
        return true;
    }

    /// Ends the other sessions.
    ///
    /// @return false when the login is not acceptable
    public boolean changePassword(Session session, NewLogin login) {
        if (!login.acceptable()) {
            return false;
        }
        long id = session.account().value();
        database.change(tables -> {
            tables.logins().setVerifier(id, login.verifier());
            tables.keys().setWrappedByPassword(id, login.wrappedByPassword());
        });
        sessions.closeOthers(session.account(), session.id());
        return true;
    }

    /// False when the phrase is not acceptable.
    public boolean changePhrase(AccountId account, NewPhrase phrase) {
        if (!phrase.acceptable()) {
            return false;
        }
        database.change(tables -> {
            tables.logins().setPhrasePublicKey(account.value(), phrase.publicKey());
            tables.keys().setWrappedByPhrase(account.value(), phrase.wrappedByPhrase());
        });
        return true;
    }

    /// A secret that becomes the second factor once a code of it is confirmed, within two minutes.
    ///
    /// @param uri for the code that an authenticator scans
    public record Proposal(String secret, String uri) {}

    public Proposal proposeSecondFactor(AccountId account, MailAddress address) {
        var secret = tokens.octets(Totp.SECRET_OCTETS);
        proposedSecrets.put(account.toString(), Octets.of(secret));
        var text = Totp.base32(secret);
        var label = address.toString().replace("@", "%40");
        return new Proposal(text, "otpauth://totp/Postern:" + label + "?secret=" + text + "&issuer=Postern");
    }

    /// What became of a code.
    public sealed interface CodeResult {
        record Done() implements CodeResult {}

        record Wrong() implements CodeResult {}

        /// There is nothing to confirm or to remove.
        record Nothing() implements CodeResult {}

        record Later(Duration delay) implements CodeResult {}
    }

    public CodeResult confirmSecondFactor(AccountId account, String code) {
        var proposed = Optional.ofNullable(proposedSecrets.getIfPresent(account.toString()));
        if (proposed.isEmpty()) {
            return new CodeResult.Nothing();
        }
        var wait = codes.take(account);
        if (!wait.isZero()) {
            return new CodeResult.Later(wait);
        }
        var step = Totp.matching(proposed.get().toByteArray(), code, clock.instant(), 0);
        if (step.isEmpty()) {
            return new CodeResult.Wrong();
        }
        proposedSecrets.invalidate(account.toString());
        database.change(tables -> tables.logins().setTotp(account.value(), proposed, step.getAsLong()));
        return new CodeResult.Done();
    }

    public CodeResult removeSecondFactor(AccountId account, String code) {
        var wait = codes.take(account);
        if (!wait.isZero()) {
            return new CodeResult.Later(wait);
        }
        return database.write(tables -> {
            var login = tables.logins().of(account.value()).orElseThrow();
            if (login.totpSecret().isEmpty()) {
                return new CodeResult.Nothing();
            }
            var secret = login.totpSecret().get().toByteArray();
            if (Totp.matching(secret, code, clock.instant(), login.totpStep()).isEmpty()) {
                return new CodeResult.Wrong();
            }
            tables.logins().setTotp(account.value(), Optional.empty(), 0);
            return new CodeResult.Done();
        });
    }
}
