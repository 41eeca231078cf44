package org.postern.server.queue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.postern.server.db.StoreBroken;
import org.postern.wire.Octets;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`.
class EnvelopeFuzzTest {
    private static final JobSeal SEAL = JobSeal.of(Octets.of(new byte[32]), new SecureRandom());

    /// Octets are an envelope, which is the same when written and read again, or [StoreBroken].
    @FuzzTest(maxDuration = "60s")
    void envelopes(byte[] octets) {
        Envelope read;
        try {
            read = EnvelopeForm.read(octets);
        } catch (StoreBroken noEnvelope) {
            return;
        }
        check(EnvelopeForm.read(EnvelopeForm.write(read)).equals(read), "an envelope changes when written");
    }

    /// What nobody sealed does not open, and what was sealed opens as it was.
    @FuzzTest(maxDuration = "60s")
    void seals(byte[] octets) {
        check(isRefused(() -> SEAL.openEnvelope(Octets.of(octets))), "an envelope that nobody sealed");
        check(isRefused(() -> SEAL.openMessage(Octets.of(octets))), "a message that nobody sealed");
        check(Arrays.equals(SEAL.openEnvelope(SEAL.envelope(octets)), octets), "an envelope changes");
        var message = SEAL.openMessage(SEAL.message(Octets.of(octets)));
        check(Arrays.equals(message.toByteArray(), octets), "a message changes");
    }

    private static boolean isRefused(Runnable opening) {
        try {
            opening.run();
            return false;
        } catch (StoreBroken refused) {
            return true;
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
