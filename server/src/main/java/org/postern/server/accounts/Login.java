package org.postern.server.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.postern.server.db.Database;
import org.postern.server.db.LoginRows;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.srp.Srp;
import org.postern.wire.srp.SrpServer;

/// Logins by SRP-6a (RFC 5054, docs/format/account.md): both sides prove that they know the account, and
/// the password stays with the client. A second factor, where the owner wants one, comes after the proof.
public final class Login {
    private static final Duration LIFE = Duration.ofMinutes(2);
    private static final int MOST_OPEN = 5_000; // about four kilobytes each

    private final Database database;
    private final Sessions sessions;
    private final Guard guard;
    private final Clock clock;
    private final Tokens tokens;
    private final Semaphore cores = new Semaphore(Runtime.getRuntime().availableProcessors());
    private final Cache<String, Pending> pending;
    private final Cache<String, Proved> proved;

    public Login(Database database, Sessions sessions, Guard guard, Clock clock, SecureRandom random) {
        this.database = database;
        this.sessions = sessions;
        this.guard = guard;
        this.clock = clock;
        this.tokens = new Tokens(random);
        this.pending = shortLived(clock);
        this.proved = shortLived(clock);
    }

    static <V> Cache<String, V> shortLived(Clock clock) {
        return Caffeine.newBuilder()
                .maximumSize(MOST_OPEN)
                .expireAfterWrite(LIFE)
                .ticker(clock::nanos)
                .executor(Runnable::run)
                .build();
    }

    private record Pending(Guard.Claim claim, SrpServer.Challenge challenge) {}

    private record Proved(Guard.Claim claim, AccountId account, Wish wish) {}

    /// How the client wants its session.
    ///
    /// @param label for the owner's list
    /// @param cookie the token is wanted as a cookie too; kept until the second factor
    public record Wish(String label, boolean cookie) {}

    /// A session for who proved everything.
    public record Admission(Sessions.Opened session, AccountId account, Wish wish) {}

    /// The answer to the first message.
    public sealed interface Begun {
        record Challenge(String loginId, Octets publicB, LoginRows.Verifier parameters) implements Begun {}

        /// The address or the number is of no use.
        record Unusable() implements Begun {}

        record Later(Duration delay) implements Begun {}
    }

    /// The answer to the second message.
    public sealed interface Finished {
        record In(Octets serverProof, Admission admission) implements Finished {}

        /// The password was right; the second factor follows.
        record SecondFactor(Octets serverProof) implements Finished {}

        record Wrong() implements Finished {}

        record Expired() implements Finished {}

        record Later(Duration delay) implements Finished {}
    }

    /// The answer to the second factor.
    public sealed interface Confirmed {
        record In(Admission admission) implements Confirmed {}

        record Wrong() implements Confirmed {}

        record Expired() implements Confirmed {}

        record Later(Duration delay) implements Confirmed {}
    }

    /// @param publicA the client's number, padded
    public Begun begin(String address, Octets publicA, SourceNetwork source) {
        var name = AddressRules.wellFormed(address);
        if (name.isEmpty() || publicA.size() != Srp.ACCOUNTS.group().sizeBytes()) {
            return new Begun.Unusable();
        }
        var claim = guard.claim(Throttle.Kind.PASSWORD, source, name.get());
        var wait = guard.delay(claim);
        if (!wait.isZero()) {
            return new Begun.Later(wait);
        }
        var a = new BigInteger(1, publicA.toByteArray());
        var v = new BigInteger(1, claim.login().verifier().verifier().toByteArray());
        var b = new BigInteger(1, tokens.octets(32));
        return computed(() -> SrpServer.challenge(Srp.ACCOUNTS, a, v, b))
                .<Begun>map(
                        challenge -> challenge.map(made -> begun(claim, made)).orElseGet(Begun.Unusable::new))
                .orElseGet(() -> new Begun.Later(Duration.ofSeconds(1)));
    }

    private Begun begun(Guard.Claim claim, SrpServer.Challenge challenge) {
        var id = tokens.next();
        pending.put(id, new Pending(claim, challenge));
        var publicB = Octets.of(Srp.ACCOUNTS.group().pad(challenge.publicB()));
        return new Begun.Challenge(id, publicB, claim.login().verifier());
    }

    /// A login id is good for one proof.
    public Finished finish(String loginId, Octets clientProof, Wish wish) {
        var begun = Optional.ofNullable(pending.asMap().remove(loginId));
        if (begun.isEmpty()) {
            return new Finished.Expired();
        }
        var claim = begun.get().claim();
        var salt = claim.login().verifier().srpSalt().toByteArray();
        var serverProof = computed(() -> SrpServer.prove(
                Srp.ACCOUNTS, begun.get().challenge(), claim.name().toString(), salt, clientProof.toByteArray()));
        if (serverProof.isEmpty()) {
            return new Finished.Later(Duration.ofSeconds(1));
        }
        if (serverProof.get().isEmpty() || claim.account().isEmpty()) {
            return new Finished.Wrong();
        }
        if (!guard.stillHolds(claim)) {
            return new Finished.Expired();
        }
        return proved(
                loginId,
                new Proved(claim, claim.account().get(), wish),
                Octets.of(serverProof.get().get()));
    }

    private Finished proved(String loginId, Proved proof, Octets serverProof) {
        guard.succeeded(proof.claim(), Throttle.Kind.PASSWORD);
        if (proof.claim().login().totpSecret().isPresent()) {
            proved.put(loginId, proof);
            return new Finished.SecondFactor(serverProof);
        }
        return new Finished.In(serverProof, admit(proof));
    }

    /// The second factor of a login whose password was proved. A login id bears several tries; the
    /// throttle holds them.
    public Confirmed confirm(String loginId, String code) {
        var proof = proved.getIfPresent(loginId);
        if (proof == null || !guard.stillHolds(proof.claim())) {
            return new Confirmed.Expired();
        }
        var wait = guard.delay(proof.claim(), Throttle.Kind.SECOND_FACTOR);
        if (!wait.isZero()) {
            return new Confirmed.Later(wait);
        }
        if (!codeUsed(proof.account(), code)) {
            return new Confirmed.Wrong();
        }
        proved.invalidate(loginId);
        guard.succeeded(proof.claim(), Throttle.Kind.SECOND_FACTOR);
        return new Confirmed.In(admit(proof));
    }

    /// Whether the code is good; if so it is used up, in one transaction (RFC 6238 §5.2).
    private boolean codeUsed(AccountId account, String code) {
        return database.write(tables -> {
            var row = tables.logins().of(account.value());
            var secret = row.flatMap(LoginRows.LoginRow::totpSecret);
            if (row.isEmpty() || secret.isEmpty()) {
                return false;
            }
            var step = Totp.matching(
                    secret.get().toByteArray(), code, clock.instant(), row.get().totpStep());
            return step.isPresent() && tables.logins().useTotpStep(account.value(), step.getAsLong());
        });
    }

    private Admission admit(Proved proof) {
        guard.remember(proof.claim());
        var session =
                sessions.open(proof.account(), Session.Kind.PAGE, proof.wish().label());
        return new Admission(session, proof.account(), proof.wish());
    }

    /// Numbers of 4096 bits take milliseconds of a core: no more of them at once than there are cores
    /// (THREAT T-04). Empty when none came free in time.
    private <T> Optional<T> computed(Supplier<T> work) {
        try {
            if (!cores.tryAcquire(5, TimeUnit.SECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            cores.release();
        }
    }
}
