package org.postern.server.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.seal.Certificate;
import org.postern.seal.Sealer;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.Accounts.Route.ToAccount;
import org.postern.server.db.StoreBroken;
import org.postern.server.keys.Directory;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.NewEmail.Folder;
import org.postern.server.mailstore.Role;
import org.postern.server.net.MemoryBudget;
import org.postern.server.settings.Size;
import org.postern.server.time.ManualClock;
import org.postern.unseal.Opener;
import org.postern.unseal.SecretKeys;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import org.postern.wire.smtp.Notify;
import org.postern.wire.smtp.RecipientParameters;

class SealingIntakeTest {
    private static final byte[] THREAD_KEY = new byte[32];
    private static final AccountId ADA = new AccountId(1);
    private static final AccountId BOB = new AccountId(2);
    private static final SecretKeys KEYS = SecretKeys.generate(
            address("ada@here.test"), Instant.parse("2026-01-01T00:00:00Z"), new SecureRandom(new byte[] {1}));
    private static final String TEXT =
            "From: x@there.test\r\nSubject: secret words\r\nMessage-ID: <m@x>\r\nReferences: <root@x>\r\n\r\nhi\r\n";

    private static final Pattern OUR_FIELDS = Pattern.compile(
            String.join(
                    "\r\n",
                    "Return-Path: <x@there.test>",
                    "Received: from probe.test \\(\\[192.0.2.1]\\)",
                    "\tby mx.here.test with ESMTPS \\(TLSv1.3 SUITE\\)",
                    "\tid [0-9a-f]{16}",
                    "\tfor <r1@here.test>;",
                    "\tSun, 1 Mar 2026 12:00:00 \\+0000",
                    ".*"),
            Pattern.DOTALL);

    private final RecordingMailstore store = new RecordingMailstore();
    private final List<Reports.Line> reports = new ArrayList<>();
    private final MemoryBudget memory = new MemoryBudget(1_000_000);
    private boolean keyIsLost;
    private boolean reportsAreBroken;
    private final SealingIntake intake = new SealingIntake(new SealingIntake.Parts(
            new IntakeSettings(5, new Size(900_000)),
            "mx.here.test",
            Step.standard(),
            new OneKey(),
            account -> THREAD_KEY,
            Sealer.standard(),
            store,
            this::report,
            memory,
            new ManualClock()));

    @AfterEach
    void end() {
        intake.close();
    }

    @Test
    void mail_is_kept_sealed_with_our_fields_before_it() {
        var outcome = intake.take(arrival(TEXT, ADA));

        assertThat(outcome).isEqualTo(new Outcome.Kept());
        assertThat(opened(store.kept.getFirst())).matches(OUR_FIELDS).endsWith("+0000\r\n" + TEXT);
        assertThat(summary(store.kept.getFirst()))
                .contains(
                        "\"subject\":\"secret words\"",
                        "\"envelopeFrom\":\"x@there.test\"",
                        "\"size\":" + TEXT.length());
        assertThat(memory.takenBytes()).isZero();
    }

    @Test
    void the_thread_hash_is_that_of_the_format() throws Exception {
        intake.take(arrival(TEXT, ADA));

        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(THREAD_KEY, "HmacSHA256"));
        byte[] whole = mac.doFinal("root@x".getBytes(StandardCharsets.UTF_8));
        assertThat(store.kept.getFirst().email().threadHash().toByteArray())
                .hasSize(16)
                .isEqualTo(Arrays.copyOf(whole, 16));
    }

    @Test
    void several_recipients_are_not_told_of_each_other_and_one_account_gets_one_copy() {
        intake.take(arrival(TEXT, ADA, BOB, ADA));

        assertThat(store.kept).extracting(Mailstore.Delivery::account).containsExactly(ADA, BOB);
        assertThat(opened(store.kept.getFirst())).doesNotContain("for <");
    }

    @Test
    void what_cannot_be_stored_is_deferred() {
        store.broken = true;

        assertThat(intake.take(arrival(TEXT, ADA))).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
            assertThat(deferred.code()).isEqualTo(451);
            assertThat(deferred.enhanced()).isEqualTo("4.3.0");
        });
        assertThat(memory.takenBytes()).isZero();
    }

    /// THREAT T-01: never stored readable.
    @Test
    void what_cannot_be_sealed_is_deferred_and_not_stored() {
        keyIsLost = true;

        assertThat(intake.take(arrival(TEXT, ADA))).isInstanceOf(Outcome.Deferred.class);
        assertThat(store.kept).isEmpty();
    }

    @Test
    void a_message_in_a_circle_is_refused() {
        var stamped = "Received: from a by b\r\n".repeat(6) + TEXT;

        assertThat(intake.take(arrival(stamped, ADA))).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(554);
            assertThat(refused.enhanced()).isEqualTo("5.4.6");
        });
        assertThat(intake.take(arrival("Received: from a by b\r\n".repeat(5) + TEXT, ADA)))
                .isEqualTo(new Outcome.Kept());
    }

    @Test
    void several_authors_go_to_junk() {
        intake.take(arrival("From: other@there.test\r\n" + TEXT, ADA));

        assertThat(store.kept.getFirst().email().folders()).isEqualTo(Set.of(new Folder.ByRole(Role.JUNK)));
    }

    @Test
    void a_full_mailbox_alone_is_a_452() {
        store.full.add(ADA);

        assertThat(intake.take(arrival(TEXT, ADA))).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
            assertThat(deferred.code()).isEqualTo(452);
            assertThat(deferred.enhanced()).isEqualTo("4.2.2");
        });
    }

    @Test
    void a_full_mailbox_among_others_is_reported() {
        store.full.add(ADA);

        assertThat(intake.take(arrival(TEXT, ADA, BOB))).isEqualTo(new Outcome.Kept());
        assertThat(store.kept).extracting(Mailstore.Delivery::account).containsExactly(BOB);
        assertThat(reports).extracting(Reports.Line::fate).containsExactly(Reports.Fate.FULL);
    }

    @Test
    void a_report_that_cannot_be_kept_defers_the_message() {
        store.full.add(ADA);
        reportsAreBroken = true;

        assertThat(intake.take(arrival(TEXT, ADA, BOB))).isInstanceOf(Outcome.Deferred.class);
    }

    /// THREAT T-13
    @Test
    void the_null_return_path_gets_no_report() {
        store.full.add(ADA);
        var usual = arrival(TEXT, ADA, BOB);

        intake.take(new Arrival(Optional.empty(), usual.recipients(), usual.message(), usual.origin()));

        assertThat(reports).isEmpty();
    }

    @Test
    void a_sender_who_asks_is_told_of_success() {
        var usual = arrival(TEXT, ADA, BOB);
        var asks = new RecipientParameters(Set.of(Notify.SUCCESS), Optional.empty());
        var wishes = new Wishes(Optional.empty(), Optional.empty(), List.of(RecipientParameters.none(), asks));

        intake.take(new Arrival(usual.returnPath(), usual.recipients(), usual.message(), usual.origin(), wishes));

        assertThat(reports).extracting(Reports.Line::fate).containsExactly(Reports.Fate.DELIVERED);
        assertThat(reports.getFirst().to().account()).isEqualTo(BOB);
    }

    @Test
    void large_mail_is_sealed_too_and_too_much_of_it_is_deferred() {
        var large = TEXT + "x".repeat(600_000) + "\r\n";

        assertThat(intake.take(arrival(large, ADA))).isEqualTo(new Outcome.Kept());
        assertThat(opened(store.kept.getFirst())).endsWith(large);
        assertThat(intake.take(arrival(large, ADA, BOB))).isInstanceOf(Outcome.Deferred.class);
        assertThat(memory.takenBytes()).isZero();
    }

    @Test
    void mail_of_our_own_users_tells_nothing_of_how_it_came() {
        var usual = arrival(TEXT, ADA);

        intake.take(new Arrival(usual.returnPath(), usual.recipients(), usual.message(), new Arrival.Origin.Own()));

        assertThat(opened(store.kept.getFirst())).isEqualTo("Return-Path: <x@there.test>\r\n" + TEXT);
    }

    private void report(Arrival arrival, List<Reports.Line> lines) {
        if (reportsAreBroken) {
            throw new StoreBroken("no disk", new IllegalStateException());
        }
        reports.addAll(lines);
    }

    private static Arrival arrival(String text, AccountId... accounts) {
        var recipients = new ArrayList<ToAccount>();
        for (var account : accounts) {
            recipients.add(new ToAccount(account, address("r" + (recipients.size() + 1) + "@here.test")));
        }
        var origin = new Arrival.Origin.Peer(peer(), "probe.test", "ESMTPS", Optional.of("TLSv1.3 SUITE"));
        return new Arrival(MailAddress.parse("x@there.test"), recipients, Octets.ascii(text), origin);
    }

    private static InetAddress peer() {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
        } catch (java.net.UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String opened(Mailstore.Delivery delivery) {
        var sealed = delivery.email().sealed();
        return text(new Opener(KEYS).open(sealed.key(), sealed.body()).orElseThrow());
    }

    private static String summary(Mailstore.Delivery delivery) {
        var sealed = delivery.email().sealed();
        return text(new Opener(KEYS).open(sealed.key(), sealed.summary()).orElseThrow());
    }

    private static String text(Octets octets) {
        return new String(octets.toByteArray(), StandardCharsets.UTF_8);
    }

    private static MailAddress address(String text) {
        return MailAddress.parse(text).orElseThrow();
    }

    private final class OneKey implements Directory {
        @Override
        public Certificate storageCertificate(AccountId account) {
            if (keyIsLost) {
                throw new StoreBroken("no key", new IllegalStateException());
            }
            return KEYS.v6();
        }

        @Override
        public Optional<Listed> lookUp(MailAddress address) {
            return Optional.empty();
        }
    }
}
