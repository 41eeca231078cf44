package org.postern.wire.mime;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.wire.Octets;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`.
class MimeFuzzTest {
    private static final Duration LONGEST = Duration.ofSeconds(3);

    /// The second opinion on the JSON that is written by hand.
    private static final JsonMapper JSON = JsonMapper.builder(tools.jackson.core.json.JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @FuzzTest(maxDuration = "60s")
    void summaries(byte[] message) {
        var summary = SummaryReader.read(Octets.of(message), Optional.empty(), List.of());

        byte[] json = summary.toJson().toByteArray();

        check(json.length <= 24 * 1024, "a summary outgrows its limit");
        for (byte octet : json) {
            check(octet < 0 || octet >= ' ', "a control character in a summary");
        }
        var read = JSON.readTree(json);
        check(read.get("v").intValue() == 1 && read.get("size").longValue() == message.length, "another summary");
        check(read.path("subject").stringValue("").equals(summary.subject()), "the subject changes when written");
        check(read.path("from").size() <= summary.people().from().size(), "a sender from nowhere");
    }

    /// THREAT T-15: a piece that costs more each time it comes again is found here, at the size of a real
    /// message; time is that of the processor, so a busy machine makes no alarm.
    @FuzzTest(maxDuration = "60s")
    void repetition(FuzzedDataProvider input) {
        var message = new ByteArrayOutputStream();
        message.writeBytes(input.consumeBytes(input.consumeInt(0, 200)));
        byte[] piece = input.consumeBytes(input.consumeInt(1, 60));
        for (int size = message.size(); size < 300_000 && piece.length > 0; size += piece.length) {
            message.writeBytes(piece);
        }
        message.writeBytes(input.consumeRemainingAsBytes());
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

        var json = SummaryReader.read(Octets.of(message.toByteArray()), Optional.empty(), List.of())
                .toJson();

        long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        check(spent < LONGEST.toNanos(), "a summary of " + message.size() + " octets took " + spent + " ns");
        check(json.size() <= 24 * 1024, "a summary outgrows its limit");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
