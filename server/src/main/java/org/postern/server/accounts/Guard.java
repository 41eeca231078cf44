package org.postern.server.accounts;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.postern.server.db.Database;
import org.postern.server.db.LoginRows;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import org.postern.wire.srp.Srp;

/// What stands before every proof of an owner: throttling, and answers for names that do not exist.
///
/// THREAT T-07: for a name that does not exist the same rows are looked for, and what a login answers
/// with is computed from the name under a secret of this server; for one that exists it is computed too,
/// and dropped.
public final class Guard {
    private static final int MOST_KEYS = 100_000;
    private static final long NOBODY = 0;

    private final Database database;
    private final AccountRegister register;
    private final Clock clock;
    private final KeyedHash hash;
    private final Throttle throttle;

    public Guard(Database database, AccountRegister register, Clock clock, SecureRandom random) {
        this.database = database;
        this.register = register;
        this.clock = clock;
        var tokens = new Tokens(random);
        var proposal = Octets.of(tokens.octets(32));
        this.hash = new KeyedHash(database.write(tables -> tables.accounts().secret("logins", proposal))
                .toByteArray());
        this.throttle = new Throttle(Throttle.Budgets.STANDARD, MOST_KEYS, tokens.octets(32), clock);
    }

    /// Somebody at the door.
    ///
    /// @param account empty for a name that does not exist or may not be used
    /// @param login of that account, or made up
    record Claim(Throttle.Try attempt, Optional<AccountId> account, LoginRows.LoginRow login) {
        MailAddress name() {
            return attempt.name();
        }
    }

    Claim claim(Throttle.Kind kind, SourceNetwork source, MailAddress name) {
        var account = register.account(name).filter(found -> !found.suspended()).map(Account::id);
        long id = account.map(AccountId::value).orElse(NOBODY);
        int mark = mark(source, name);
        var madeUp = madeUp(name);
        return database.read(tables -> {
            boolean known = tables.logins().knowsSource(id, mark);
            var login = tables.logins().of(id);
            return new Claim(new Throttle.Try(kind, source, name, known), account, login.orElse(madeUp));
        });
    }

    /// THREAT T-22: who knows an old password or phrase and began before its owner changed it, to end what
    /// somebody else does with it, does not come in after the change.
    boolean stillHolds(Claim claim) {
        return claim.account()
                .filter(id -> register.account(id)
                        .filter(account -> !account.suspended())
                        .isPresent())
                .flatMap(id -> database.read(tables -> tables.logins().of(id.value())))
                .filter(now -> sameProofs(now, claim.login()))
                .isPresent();
    }

    private static boolean sameProofs(LoginRows.LoginRow now, LoginRows.LoginRow before) {
        return same(now.verifier().verifier(), before.verifier().verifier())
                && same(now.phrasePublicKey(), before.phrasePublicKey())
                && same(
                        now.totpSecret().orElse(Octets.empty()),
                        before.totpSecret().orElse(Octets.empty()));
    }

    private static boolean same(Octets one, Octets other) {
        return MessageDigest.isEqual(one.toByteArray(), other.toByteArray());
    }

    /// Zero when the attempt may go on.
    Duration delay(Claim claim) {
        return throttle.ask(claim.attempt());
    }

    /// The same person's attempt at something else.
    Duration delay(Claim claim, Throttle.Kind kind) {
        return throttle.ask(of(claim, kind));
    }

    void succeeded(Claim claim, Throttle.Kind kind) {
        throttle.succeeded(of(claim, kind));
    }

    private static Throttle.Try of(Claim claim, Throttle.Kind kind) {
        var attempt = claim.attempt();
        return new Throttle.Try(kind, attempt.source(), attempt.name(), attempt.knownPair());
    }

    /// The owner has come from here: her later attempts from here are not held up by others.
    void remember(Claim claim) {
        int mark = mark(claim.attempt().source(), claim.name());
        var account = claim.account().orElseThrow();
        database.change(tables -> tables.logins().addSource(account.value(), mark, clock.instant()));
    }

    /// Sixteen bits: enough that a guesser's network is hardly ever taken for the owner's, and too few to
    /// tell from the disk where an owner was.
    private int mark(SourceNetwork source, MailAddress name) {
        return ByteBuffer.wrap(hash.of("known source", name.toString(), source.unredacted()))
                .getChar();
    }

    private LoginRows.LoginRow madeUp(MailAddress name) {
        var group = Srp.ACCOUNTS.group();
        var number = new BigInteger(1, hash.stretched(group.sizeBytes(), "verifier", name.toString()));
        var verifier = new LoginRows.Verifier(
                Octets.of(hash.stretched(NewLogin.SALT_OCTETS, "kdf salt", name.toString())),
                NewLogin.MEMORY_KIB,
                NewLogin.ITERATIONS,
                NewLogin.PARALLELISM,
                Octets.of(hash.stretched(NewLogin.SALT_OCTETS, "srp salt", name.toString())),
                Octets.of(group.pad(number.mod(group.prime()))));
        var phraseKey = PhraseProof.publicKeyOf(hash.of("phrase", name.toString()));
        return new LoginRows.LoginRow(verifier, Octets.of(phraseKey), Optional.empty(), 0);
    }
}
