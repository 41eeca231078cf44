package org.postern.server.dns;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import org.postern.wire.dns.authority.Query;
import org.postern.wire.dns.authority.QueryReader;
import org.xbill.DNS.Message;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`.
final class AnswersFuzzTest {
    private static final TestAnswers ANSWERS = new TestAnswers(8_000, List.of("203.0.113.0/24"));

    /// THREAT T-50: whatever comes by UDP, a malformed packet is never answered by more octets than came, and a
    /// good one by ten times as many at most; what is answered can be read.
    @FuzzTest(maxDuration = "60s")
    void datagrams(byte[] message) {
        ANSWERS.clock.advance(java.time.Duration.ofMillis(1));
        ANSWERS.seen.clear();

        var answer = ANSWERS.ask(message);

        boolean good = QueryReader.read(message, message.length) instanceof Query.Read.Good;
        int most = good ? Answers.LARGEST_FACTOR * message.length : message.length;
        if (answer.length > most) {
            throw new IllegalStateException(answer.length + " octets for " + message.length);
        }
        if (answer.length > 0) {
            try {
                var read = new Message(answer);
                if (read.getHeader().getID() != ((message[0] & 0xff) << 8 | (message[1] & 0xff))) {
                    throw new IllegalStateException("an answer to somebody else");
                }
            } catch (IOException unreadable) {
                throw new IllegalStateException("an answer that others cannot read", unreadable);
            }
        }
    }
}
