package org.postern.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.db.Database;
import org.postern.server.db.KeyRows;
import org.postern.server.db.LoginRows;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.time.ManualClock;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;
import org.postern.wire.srp.Srp;

/// THREAT T-22: what was begun with an old password or phrase does not end after its owner changed it.
class ChangedProofsTest {
    private static final SourceNetwork SOURCE = SourceNetwork.of(InetAddress.ofLiteral("192.0.2.1"));
    private static final MailAddress ADA = MailAddress.parse("ada@example.org").orElseThrow();
    private static final BigInteger SECRET = BigInteger.valueOf(123_456_789);
    private static final BigInteger OLD = BigInteger.TEN;
    private static final byte[] SALT = new byte[16];
    private static final byte[] SEED = new byte[32];
    private static final byte[] OTHER_SEED =
            "thirty-two other octets of chance".substring(1).getBytes(StandardCharsets.US_ASCII);
    private static final Octets PHRASE = Octets.of(PhraseProof.publicKeyOf(SEED));

    @TempDir
    Path folder;

    private Database database;
    private AccountRegister register;
    private Login login;
    private Recovery recovery;
    private OwnAccount own;
    private AccountId ada;

    @BeforeEach
    void open() {
        var clock = new ManualClock();
        var random = new SecureRandom();
        database = SqliteDatabase.open(folder, 2);
        register = new AccountRegister(database, new RecordedMailboxes(), clock, random);
        register.addDomain(new Domain("example.org"));
        var sessions = new Sessions(database, register, clock, random);
        var guard = new Guard(database, register, clock, random);
        login = new Login(database, sessions, guard, clock, random);
        recovery = new Recovery(database, sessions, guard, clock, random);
        own = new OwnAccount(database, sessions, clock, random);
        var octets = Octets.of(new byte[1]);
        var keys = new KeyRows.KeyRow(
                octets, octets, octets, new KeyRows.PublicRow(octets, octets, octets, octets), Optional.empty());
        ada = register.add(ADA, 1, (tables, id) -> {
                    tables.logins().add(id, verifier(OLD), PHRASE);
                    tables.keys().add(id, keys);
                })
                .orElseThrow()
                .id();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_login_that_nobody_disturbs_is_let_in() {
        assertThat(finish(begin())).isInstanceOf(Login.Finished.In.class);
    }

    @Test
    void a_login_begun_with_the_old_password_ends_with_it() {
        var begun = begin();

        database.change(tables -> tables.logins().setVerifier(ada.value(), verifier(BigInteger.TWO)));

        assertThat(finish(begun)).isEqualTo(new Login.Finished.Expired());
    }

    @Test
    void a_login_begun_before_the_suspension_ends_with_it() {
        var begun = begin();

        register.suspend(ada);

        assertThat(finish(begun)).isEqualTo(new Login.Finished.Expired());
    }

    @Test
    void a_recovery_opened_with_the_old_phrase_sets_no_password() {
        var opened = opened();
        assertThat(recovery.finish(opened, newLogin())).isEqualTo(Recovery.End.DONE);

        var late = opened();
        own.changePhrase(ada, new NewPhrase(Octets.of(new byte[60]), Octets.of(PhraseProof.publicKeyOf(OTHER_SEED))));

        assertThat(recovery.finish(late, newLogin())).isEqualTo(Recovery.End.EXPIRED);
    }

    private String opened() {
        var begun = (Recovery.Start.Challenge) recovery.begin(ADA.toString(), SOURCE);
        var signed = PhraseProof.signedOctets(ADA, begun.challenge().toByteArray());
        var signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(SEED, 0, signed, 0, signed.length, signature, 0);
        assertThat(recovery.open(begun.recoveryId(), Octets.of(signature))).isInstanceOf(Recovery.Opening.Opened.class);
        return begun.recoveryId();
    }

    private Login.Begun.Challenge begin() {
        return (Login.Begun.Challenge) login.begin(ADA.toString(), number(Srp.ACCOUNTS.publicA(SECRET)), SOURCE);
    }

    private Login.Finished finish(Login.Begun.Challenge begun) {
        var srp = Srp.ACCOUNTS;
        var a = srp.publicA(SECRET);
        var b = new BigInteger(1, begun.publicB().toByteArray());
        var key = srp.sessionKey(srp.clientSecret(SECRET, b, OLD, srp.u(a, b)));
        var proof = srp.clientProof(ADA.toString(), SALT, a, b, key);
        return login.finish(begun.loginId(), Octets.of(proof), new Login.Wish("", false));
    }

    private static NewLogin newLogin() {
        return new NewLogin(verifier(BigInteger.valueOf(5)), Octets.of(new byte[60]));
    }

    private static LoginRows.Verifier verifier(BigInteger x) {
        return new LoginRows.Verifier(
                Octets.of(SALT),
                NewLogin.MEMORY_KIB,
                NewLogin.ITERATIONS,
                NewLogin.PARALLELISM,
                Octets.of(SALT),
                number(Srp.ACCOUNTS.verifier(x)));
    }

    private static Octets number(BigInteger number) {
        return Octets.of(Srp.ACCOUNTS.group().pad(number));
    }
}
