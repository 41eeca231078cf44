package org.postern.server.mailstore;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.postern.wire.Octets;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`.
class NoteFuzzTest {
    /// Octets are a note, which is the same when written and read again, or refused by the one exception.
    @FuzzTest(maxDuration = "60s")
    void notes(byte[] octets) {
        Note read;
        try {
            read = Note.read(Octets.of(octets));
        } catch (IllegalArgumentException noNote) {
            return;
        }
        byte[] written = read.written().toByteArray();
        byte[] again = Note.read(Octets.of(written)).written().toByteArray();
        if (!Arrays.equals(written, again)) {
            throw new IllegalStateException("a note changes when written");
        }
    }
}
