package org.postern.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.db.StoreBroken;
import org.postern.server.time.ManualClock;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

class AccountRegisterTest {
    private static final Domain ORG = new Domain("example.org");

    @TempDir
    Path folder;

    private final RecordedMailboxes mailboxes = new RecordedMailboxes();
    private SqliteDatabase database;
    private AccountRegister register;

    @BeforeEach
    void open() {
        database = SqliteDatabase.open(folder, 2);
        register = load();
        register.addDomain(ORG);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private AccountRegister load() {
        return new AccountRegister(database, mailboxes, new ManualClock(), new SecureRandom());
    }

    @ParameterizedTest
    @CsvSource({
        "ada@example.org, ToAccount",
        "ADA@example.org, ToAccount",
        "ada+lists@example.org, ToAccount",
        "Ada+a+b@example.org, ToAccount",
        "postmaster@example.org, ToAccount",
        "ABUSE@example.org, ToAccount",
        "postmaster+x@example.org, ToAccount",
        "+ada@example.org, Unknown",
        "bea@example.org, Unknown",
        "ada@example.net, Elsewhere",
        "postmaster@example.net, Elsewhere",
        "ada@sub.example.org, Elsewhere",
    })
    void mail_is_routed(String to, String route) {
        var ada = add("ada@example.org");
        add("zoe@example.org");

        var found = register.route(address(to));

        assertThat(found.getClass().getSimpleName()).isEqualTo(route);
        if (found instanceof Accounts.Route.ToAccount account) {
            assertThat(account).isEqualTo(new Accounts.Route.ToAccount(ada.id(), address("ada@example.org")));
        }
    }

    /// RFC 5321 §4.5.1
    @Test
    void postmaster_of_a_domain_without_accounts_is_never_unknown() {
        assertThat(register.route(address("postmaster@example.org"))).isEqualTo(new Accounts.Route.NobodyYet());
        assertThat(register.route(address("abuse@example.org"))).isEqualTo(new Accounts.Route.NobodyYet());
    }

    @Test
    void the_operator_chooses_who_is_postmaster() {
        add("ada@example.org");
        var bea = add("bea@example.org");

        register.setPostmaster(ORG, Optional.of(bea.id()));

        assertThat(register.route(address("postmaster@example.org")))
                .isEqualTo(new Accounts.Route.ToAccount(bea.id(), bea.address()));
        assertThat(load().route(address("abuse@example.org")))
                .isEqualTo(new Accounts.Route.ToAccount(bea.id(), bea.address()));
    }

    @Test
    void an_account_of_a_reserved_name_gets_its_own_mail() {
        add("ada@example.org");
        var abuse = add("abuse@example.org");

        assertThat(register.route(address("abuse@example.org")))
                .isEqualTo(new Accounts.Route.ToAccount(abuse.id(), abuse.address()));
    }

    @Test
    void suspension_lasts_over_a_restart_until_the_account_is_resumed() {
        var ada = add("ada@example.org");

        register.suspend(ada.id());

        assertThat(register.route(ada.address())).isEqualTo(new Accounts.Route.Suspended(ada.id()));
        assertThat(load().route(ada.address())).isEqualTo(new Accounts.Route.Suspended(ada.id()));
        register.resume(ada.id());
        assertThat(load().route(ada.address())).isInstanceOf(Accounts.Route.ToAccount.class);
    }

    @Test
    void what_was_deleted_is_gone_and_its_id_is_not_given_again() {
        var ada = add("ada@example.org");

        assertThat(register.delete(ada.id())).isTrue();

        assertThat(register.route(ada.address())).isEqualTo(new Accounts.Route.Unknown());
        assertThat(load().all()).isEmpty();
        assertThat(mailboxes.removed).containsExactly(ada.id());
        assertThat(add("ada@example.org").id()).isNotEqualTo(ada.id());
        assertThat(register.delete(ada.id())).isFalse();
    }

    @Test
    void an_address_is_taken_once() {
        add("ada@example.org");

        assertThat(register.add(address("ada@example.org"), 5, (tables, id) -> {}))
                .isEmpty();
        assertThat(register.all()).hasSize(1);
    }

    @Test
    void a_sign_up_that_could_not_be_finished_leaves_the_address_free() {
        mailboxes.broken = true;

        assertThatThrownBy(() -> add("ada@example.org")).isInstanceOf(StoreBroken.class);

        mailboxes.broken = false;
        assertThat(load().all()).isEmpty();
        assertThat(add("ada@example.org")).isNotNull();
    }

    @Test
    void everything_is_there_after_a_restart() {
        var ada = add("ada@example.org");
        var key = register.threadKey(ada.id());

        var again = load();

        assertThat(again.all()).isEqualTo(register.all()).hasSize(1);
        assertThat(again.domains()).containsExactly(ORG);
        assertThat(again.threadKey(ada.id())).isEqualTo(key).hasSize(32);
        assertThat(mailboxes.opened).containsExactly(ada.id());
    }

    @Test
    void a_domain_with_accounts_is_not_removed() {
        var ada = add("ada@example.org");

        assertThat(register.removeDomain(ORG)).isFalse();
        register.delete(ada.id());
        assertThat(register.removeDomain(ORG)).isTrue();
        assertThat(register.isLocal(ORG)).isFalse();
        assertThat(register.addDomain(ORG)).isTrue();
        assertThat(register.addDomain(ORG)).isFalse();
    }

    private Account add(String text) {
        return register.add(address(text), 1_000_000, (tables, id) -> {}).orElseThrow();
    }

    private static MailAddress address(String text) {
        return MailAddress.parse(text).orElseThrow();
    }
}
