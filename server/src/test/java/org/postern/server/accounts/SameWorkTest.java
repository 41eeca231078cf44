package org.postern.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.db.Database;
import org.postern.server.db.LoginRows;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.db.Tables;
import org.postern.server.time.ManualClock;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;
import org.postern.wire.srp.Srp;

/// THREAT T-07: what is done for a name does not tell whether it exists. Counted, not timed.
class SameWorkTest {
    private static final SourceNetwork SOURCE = SourceNetwork.of(InetAddress.ofLiteral("192.0.2.1"));
    private static final Octets A = number(Srp.ACCOUNTS.publicA(BigInteger.valueOf(123_456_789)));

    @TempDir
    Path folder;

    private CountedDatabase database;
    private AccountRegister register;
    private Login login;
    private Recovery recovery;

    @BeforeEach
    void open() {
        var clock = new ManualClock();
        var random = new SecureRandom();
        database = new CountedDatabase(SqliteDatabase.open(folder, 2));
        register = new AccountRegister(database, new RecordedMailboxes(), clock, random);
        register.addDomain(new Domain("example.org"));
        var sessions = new Sessions(database, register, clock, random);
        var guard = new Guard(database, register, clock, random);
        login = new Login(database, sessions, guard, clock, random);
        recovery = new Recovery(database, sessions, guard, clock, random);
        var verifier = new LoginRows.Verifier(
                Octets.of(new byte[16]),
                NewLogin.MEMORY_KIB,
                NewLogin.ITERATIONS,
                NewLogin.PARALLELISM,
                Octets.of(new byte[16]),
                number(Srp.ACCOUNTS.verifier(BigInteger.TEN)));
        var phraseKey = Octets.of(PhraseProof.publicKeyOf(new byte[32]));
        var ada = MailAddress.parse("ada@example.org").orElseThrow();
        register.add(ada, 1, (tables, id) -> tables.logins().add(id, verifier, phraseKey));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_login_with_a_wrong_password_touches_the_store_as_one_with_an_unknown_name() {
        var known = workOf(() -> wrongLogin("ada@example.org"));
        var unknown = workOf(() -> wrongLogin("nobody@example.org"));

        assertThat(unknown).isEqualTo(known).isNotEmpty();
    }

    @Test
    void a_suspended_account_is_as_one_that_is_not_there() {
        register.suspend(register.all().getFirst().id());

        assertThat(workOf(() -> wrongLogin("ada@example.org")))
                .isEqualTo(workOf(() -> wrongLogin("nobody@example.org")));
    }

    @Test
    void a_recovery_with_a_wrong_phrase_does_too() {
        var known = workOf(() -> wrongRecovery("ada@example.org"));
        var unknown = workOf(() -> wrongRecovery("nobody@example.org"));

        assertThat(unknown).isEqualTo(known).isNotEmpty();
    }

    private void wrongLogin(String address) {
        var begun = (Login.Begun.Challenge) login.begin(address, A, SOURCE);
        var finished = login.finish(begun.loginId(), Octets.of(new byte[32]), new Login.Wish("", false));

        assertThat(finished).isEqualTo(new Login.Finished.Wrong());
    }

    private void wrongRecovery(String address) {
        var begun = (Recovery.Start.Challenge) recovery.begin(address, SOURCE);

        assertThat(recovery.open(begun.recoveryId(), Octets.of(new byte[64]))).isEqualTo(new Recovery.Opening.Wrong());
    }

    private List<String> workOf(Runnable work) {
        database.work.clear();
        work.run();
        return List.copyOf(database.work);
    }

    private static Octets number(BigInteger number) {
        return Octets.of(Srp.ACCOUNTS.group().pad(number));
    }

    private static final class CountedDatabase implements Database {
        private final Database inner;
        private final List<String> work = new ArrayList<>();

        CountedDatabase(Database inner) {
            this.inner = inner;
        }

        @Override
        public <T> T write(Function<Tables, T> function) {
            work.add("write");
            return inner.write(function);
        }

        @Override
        public <T> T write(Function<Tables, T> function, Consumer<T> committed) {
            work.add("write");
            return inner.write(function, committed);
        }

        @Override
        public <T> CompletableFuture<T> writeLater(Function<Tables, T> function) {
            work.add("write");
            return inner.writeLater(function);
        }

        @Override
        public <T> T read(Function<Tables, T> function) {
            work.add("read");
            return inner.read(function);
        }

        @Override
        public void emptyLog() {
            inner.emptyLog();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
