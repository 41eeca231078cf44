package org.postern.wire.dkim;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.postern.wire.Octets;
import org.postern.wire.Sha256;
import org.postern.wire.address.Domain;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`.
class DkimFuzzTest {
    private static final KeyPair KEYS = keys();
    private static final Domain DOMAIN = Domain.parse("example.org").orElseThrow();

    /// RFC 6376 §3.4: whatever the message, it is put together again as it was, what we sign verifies, and
    /// a changed body does not.
    @FuzzTest(maxDuration = "60s")
    void signing(FuzzedDataProvider input) throws GeneralSecurityException {
        var form = input.consumeBoolean() ? Canonicalization.RELAXED : Canonicalization.SIMPLE;
        byte[] octets = input.consumeRemainingAsBytes();
        var message = RawMessage.split(Octets.of(octets));
        byte[] again = message.octets().toByteArray();

        check(Arrays.equals(Arrays.copyOf(again, octets.length), octets), "a message changes when put together");
        check(
                RawMessage.split(message.octets()).header().equals(message.header()),
                "a message has other fields when put together");
        var unsigned = unsigned(form, message);
        var own = DkimSignature.signed(unsigned, signature(unsigned, message));
        var signed = message.under(List.of(own));
        var read = DkimSignature.parse(own).orElseThrow();

        check(verdict(read, own, signed) == DkimCheck.Verdict.GOOD, "our own signature does not verify");
        var longer = new RawMessage(signed.header(), Octets.join(signed.body(), Octets.ascii("more")));
        check(verdict(read, own, longer) == DkimCheck.Verdict.BODY_CHANGED, "a longer body goes unnoticed");
    }

    /// The second opinion on bodies: the words of RFC 6376 §3.4.3 and §3.4.4 done on the whole text at once.
    @FuzzTest(maxDuration = "60s")
    void bodies(FuzzedDataProvider input) {
        boolean relaxed = input.consumeBoolean();
        int cut = input.consumeInt(0, 4000);
        var length = input.consumeBoolean() ? OptionalLong.of(input.consumeInt(0, 4000)) : OptionalLong.empty();
        byte[] octets = input.consumeRemainingAsBytes();
        int at = Math.min(cut, octets.length);
        var body = Octets.join(
                Octets.of(Arrays.copyOf(octets, at)), Octets.of(Arrays.copyOfRange(octets, at, octets.length)));

        byte[] hash = BodyHash.of(body, relaxed ? Canonicalization.RELAXED : Canonicalization.SIMPLE, length);

        byte[] canonical = canonical(new String(octets, StandardCharsets.ISO_8859_1), relaxed);
        int counted = (int) Math.min(canonical.length, length.orElse(Long.MAX_VALUE));
        check(MessageDigest.isEqual(hash, Sha256.of(Arrays.copyOf(canonical, counted))), "another hash");
    }

    /// A field from anybody, held against a key record from anybody: a verdict, never a good one.
    @FuzzTest(maxDuration = "60s")
    void signatures(byte[] octets) {
        var text = new String(octets, StandardCharsets.ISO_8859_1);
        int cut = Math.max(0, text.indexOf('\0'));
        var own = new RawField("DKIM-Signature:" + text.substring(cut));
        var record = DkimKeyRecord.parse(text.substring(0, cut));
        var signature = DkimSignature.parse(own);

        record.ifPresent(key -> check(
                DkimKeyRecord.parse(key.text()).map(DkimKeyRecord::text).equals(Optional.of(key.text())),
                "a key record changes when written"));
        signature.ifPresent(read -> {
            check(read.signedFields().contains("from"), "a signature without From");
            var message = RawMessage.split(Octets.ascii("From: a@example.org\r\n\r\nbody\r\n"))
                    .under(List.of(own));
            var key = record.orElse(new DkimKeyRecord(read.algorithm(), publicKey(), false));
            check(DkimCheck.verify(read, own, message, key) != DkimCheck.Verdict.GOOD, "a forged signature");
        });
    }

    private static RawField unsigned(Canonicalization form, RawMessage message) {
        var hash = Octets.of(BodyHash.of(message.body(), form, OptionalLong.empty()));
        return new DkimSignature(
                        Algorithm.ED25519,
                        Octets.empty(),
                        hash,
                        form,
                        form,
                        DOMAIN,
                        "now",
                        SignedFields.of(message.header()),
                        OptionalLong.empty(),
                        "@example.org",
                        OptionalLong.of(1),
                        OptionalLong.empty())
                .unsigned();
    }

    private static byte[] signature(RawField unsigned, RawMessage message) throws GeneralSecurityException {
        var claims = DkimSignature.parse(unsigned).orElseThrow();
        var signer = Signature.getInstance("Ed25519");
        signer.initSign(KEYS.getPrivate());
        signer.update(claims.signatureInput(message.header(), unsigned));
        return signer.sign();
    }

    private static DkimCheck.Verdict verdict(DkimSignature signature, RawField own, RawMessage message) {
        return DkimCheck.verify(signature, own, message, new DkimKeyRecord(Algorithm.ED25519, publicKey(), false));
    }

    private static byte[] canonical(String body, boolean relaxed) {
        var text = body;
        if (relaxed) {
            text = text.replaceAll("[ \t]+(?=\r\n|\\z)", "").replaceAll("[ \t]+", " ");
        }
        while (text.endsWith("\r\n")) {
            text = text.substring(0, text.length() - 2);
        }
        text = relaxed && text.isEmpty() ? "" : text + "\r\n";
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Octets publicKey() {
        byte[] encoded = KEYS.getPublic().getEncoded();
        return Octets.of(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
