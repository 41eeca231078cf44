package org.postern.server.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.postern.server.db.Database;
import org.postern.server.db.KeyRows;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;

/// A new password by the recovery phrase (docs/format/account.md). The phrase signs a challenge; then the
/// client gets the account key as it lies under the phrase, and wraps it anew. No mail is touched.
public final class Recovery {
    private final Database database;
    private final Sessions sessions;
    private final Guard guard;
    private final Tokens tokens;
    private final Cache<String, Begun> begun;
    private final Cache<String, Guard.Claim> opened;

    public Recovery(Database database, Sessions sessions, Guard guard, Clock clock, SecureRandom random) {
        this.database = database;
        this.sessions = sessions;
        this.guard = guard;
        this.tokens = new Tokens(random);
        this.begun = Login.shortLived(clock);
        this.opened = Login.shortLived(clock);
    }

    private record Begun(Guard.Claim claim, Octets challenge) {}

    /// The answer to the first message; the same for names that do not exist.
    public sealed interface Start {
        record Challenge(String recoveryId, Octets challenge) implements Start {}

        record Unusable() implements Start {}

        record Later(Duration delay) implements Start {}
    }

    /// The answer to the signature.
    public sealed interface Opening {
        record Opened(KeyRows.KeyRow keys) implements Opening {}

        record Wrong() implements Opening {}

        record Expired() implements Opening {}
    }

    /// The answer to the new password.
    public enum End {
        DONE,
        EXPIRED,
        UNACCEPTABLE
    }

    public Start begin(String address, SourceNetwork source) {
        var name = AddressRules.wellFormed(address);
        if (name.isEmpty()) {
            return new Start.Unusable();
        }
        var claim = guard.claim(Throttle.Kind.PHRASE, source, name.get());
        var wait = guard.delay(claim);
        if (!wait.isZero()) {
            return new Start.Later(wait);
        }
        var id = tokens.next();
        var challenge = Octets.of(tokens.octets(32));
        begun.put(id, new Begun(claim, challenge));
        return new Start.Challenge(id, challenge);
    }

    /// A recovery id is good for one signature.
    public Opening open(String recoveryId, Octets signature) {
        var start = begun.asMap().remove(recoveryId);
        if (start == null) {
            return new Opening.Expired();
        }
        var claim = start.claim();
        boolean verified = PhraseProof.verified(
                claim.login().phrasePublicKey().toByteArray(),
                claim.name(),
                start.challenge().toByteArray(),
                signature.toByteArray());
        var keys = database.read(
                tables -> claim.account().flatMap(id -> tables.keys().of(id.value())));
        if (!verified || keys.isEmpty() || !guard.stillHolds(claim)) {
            return new Opening.Wrong();
        }
        guard.succeeded(claim, Throttle.Kind.PHRASE);
        opened.put(recoveryId, claim);
        return new Opening.Opened(keys.get());
    }

    /// Sets the new password. All sessions end, and the second factor goes: who has the phrase may have
    /// lost the device too.
    public End finish(String recoveryId, NewLogin login) {
        if (!login.acceptable()) {
            return End.UNACCEPTABLE;
        }
        var account = Optional.ofNullable(opened.asMap().remove(recoveryId))
                .filter(guard::stillHolds)
                .flatMap(Guard.Claim::account);
        if (account.isEmpty()) {
            return End.EXPIRED;
        }
        long id = account.get().value();
        database.change(tables -> {
            tables.logins().setVerifier(id, login.verifier());
            tables.logins().setTotp(id, Optional.empty(), 0);
            tables.keys().setWrappedByPassword(id, login.wrappedByPassword());
        });
        sessions.closeAll(account.get());
        return End.DONE;
    }
}
