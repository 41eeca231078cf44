package org.postern.unseal;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.postern.seal.Certificate;
import org.postern.seal.Sealer;
import org.postern.seal.X25519;
import org.postern.wire.Octets;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`. What a server gives to a client, and
/// what strangers wrote: it is opened as it was sealed, or not at all, and never throws.
class HostileMailFuzzTest {
    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final SecretKeys ADA = TestKeys.of("ada@example.org", 1);
    private static final SecretKeys BOB = TestKeys.of("bob@example.org", 2);
    private static final Octets LETTER = Octets.ascii("From: ada@example.org\r\n\r\nfor nobody else\r\n");
    private static final byte[] SEALED = sealed();
    private static final SecretKeys.SignedKeyList LIST = ADA.keyList(TestKeys.MADE);

    /// Octets of a sealed message are changed, taken out, put in.
    @FuzzTest(maxDuration = "60s")
    void a_changed_message_opens_as_it_was_or_not(FuzzedDataProvider input) {
        byte[] changed = changed(SEALED, input);

        var opened = new Opener(ADA).open(Octets.of(changed));

        check(opened.isEmpty() || same(opened.get(), LETTER), "something else was opened");
    }

    /// What stands inside the encryption is a stranger's too.
    @FuzzTest(maxDuration = "60s")
    void packets_inside_are_read_or_not(byte[] packets) {
        PgpContent.read(Octets.of(packets)).ifPresent(content -> {
            boolean signed = content.verdict(List.of(BOB.v6(), ADA.v6())) instanceof SignatureVerdict.SignedBy;
            check(!signed || same(content.content(), LETTER), "what nobody signed is signed");
        });
    }

    @FuzzTest(maxDuration = "60s")
    void mail_between_people_is_opened_or_not(byte[] octets) {
        var message = Octets.of(octets);

        var opened = new PgpMime(ADA, sealer()).open(message, List.of(ADA.v4(), BOB.v6()));

        if (opened instanceof PgpMime.Opened.Read read) {
            check(!(read.signature() instanceof SignatureVerdict.SignedBy), "what nobody signed is signed");
            var shown = PgpMime.shown(message, read);
            check(shown.size() <= message.size() + read.entity().size() + 4, "more is shown than there is");
        }
    }

    /// THREAT T-15: as a message grows, the time that it takes grows no faster.
    @FuzzTest(maxDuration = "60s")
    void repetition(FuzzedDataProvider input) {
        var text = new ByteArrayOutputStream();
        text.writeBytes(input.consumeBytes(input.consumeInt(0, 200)));
        byte[] piece = input.consumeBytes(input.consumeInt(1, 60));
        for (int size = text.size(); size < 300_000 && piece.length > 0; size += piece.length) {
            text.writeBytes(piece);
        }
        text.writeBytes(input.consumeRemainingAsBytes());
        var message = Octets.of(text.toByteArray());
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

        var opened = new PgpMime(ADA, sealer()).open(message, List.of());
        if (opened instanceof PgpMime.Opened.Read read) {
            PgpMime.shown(message, read);
        }

        long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        check(spent < LONGEST.toNanos(), "a message of " + message.size() + " octets took " + spent + " ns");
    }

    /// THREAT T-08: a server gives out certificates and a list that are not quite the account's.
    @FuzzTest(maxDuration = "60s")
    void other_keys_are_never_taken_for_ours(FuzzedDataProvider input) {
        byte[] six = ADA.v6().encoded();
        byte[] four = ADA.v4().encoded();
        byte[] json = LIST.json().toByteArray();
        byte[] signature = LIST.signature().toByteArray();
        int which = input.consumeInt(0, 3);
        byte[] changed = changed(List.of(six, four, json, signature).get(which), input);

        boolean ours = ADA.areServedAs(
                which == 0 ? changed : six,
                which == 1 ? changed : four,
                which == 2 ? changed : json,
                which == 3 ? changed : signature);

        check(!ours || which != 2 || Arrays.equals(changed, json), "a list that was not signed is believed");
        check(!ours || which != 0 || isAda(changed), "another certificate is believed");
    }

    @FuzzTest(maxDuration = "60s")
    void a_phrase_is_read_as_it_was_written(byte[] octets) {
        var text = new String(octets, java.nio.charset.StandardCharsets.UTF_8);

        RecoveryPhrase.parse(text)
                .ifPresent(phrase -> check(
                        RecoveryPhrase.parse(phrase.unredactedText())
                                .orElseThrow()
                                .words()
                                .equals(phrase.words()),
                        "a phrase changes when written"));
        check(Box.open(new byte[32], BoxLabel.SECRET_KEYS, octets).isEmpty(), "a box that nobody sealed");
    }

    private static boolean isAda(byte[] octets) {
        return Certificate.forStorage(octets) instanceof org.postern.seal.CertificateRead.Accepted(var read)
                && Arrays.equals(read.fingerprint(), ADA.v6().fingerprint());
    }

    /// A few edits, each an octet changed or a piece replaced by another.
    private static byte[] changed(byte[] original, FuzzedDataProvider input) {
        byte[] octets = original.clone();
        for (int left = input.consumeInt(0, 4); left > 0; left--) {
            int from = input.consumeInt(0, octets.length);
            int to = Math.min(octets.length, from + input.consumeInt(0, 40));
            byte[] piece = input.consumeBytes(input.consumeInt(0, 40));
            var edited = new ByteArrayOutputStream();
            edited.write(octets, 0, from);
            edited.writeBytes(piece);
            edited.write(octets, to, octets.length - to);
            octets = edited.toByteArray();
        }
        return octets;
    }

    private static byte[] sealed() {
        var sealed = sealer().seal(ADA.v6(), Octets.ascii("{\"v\":1}"), LETTER);
        return Octets.join(sealed.key(), sealed.body()).toByteArray();
    }

    private static Sealer sealer() {
        return new Sealer(TestKeys.randomness(7), X25519.bouncyCastle());
    }

    private static boolean same(Octets one, Octets other) {
        return Arrays.equals(one.toByteArray(), other.toByteArray());
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
