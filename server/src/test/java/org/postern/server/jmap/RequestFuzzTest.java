package org.postern.server.jmap;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.jmap.core.ApiRequest;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.RequestRefused;
import tools.jackson.databind.JsonNode;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`. Requests go the way of those by POST,
/// over the real store with a message of Ada's in it.
class RequestFuzzTest {
    private static final int SHARED_BY = 2000;
    private static final Duration LONGEST = Duration.ofSeconds(5);

    @TempDir
    static Path folder;

    private static @Nullable JmapBench bench;
    private static int asked;

    @AfterAll
    static void close() {
        Optional.ofNullable(bench).ifPresent(JmapBench::close);
        bench = null;
    }

    /// RFC 8620 §3.6: a request is refused as a whole, or each of its calls has an answer or an error that
    /// the standard names; a failure of ours is not among them (THREAT T-15).
    @DictionaryFile(resourcePath = "requests.dict")
    @FuzzTest(maxDuration = "60s")
    void requests(byte[] octets) throws IOException {
        var body = Json.read(octets);
        ApiRequest request;
        try {
            request = ApiRequest.read(body.orElse(Json.array()), JmapBench.LIMITS);
        } catch (RequestRefused refused) {
            return;
        }
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

        var answer = bench().answer(JmapBench.ADA, request);

        long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        check(spent < LONGEST.toNanos(), "a request took " + spent + " ns");
        byte[] written = Json.write(answer);
        check(Arrays.equals(Json.write(Json.read(written).orElseThrow()), written), "the answer is not I-JSON");
        checkCalls(body.orElseThrow().get("methodCalls"), answer.get("methodResponses"));
    }

    private static void checkCalls(JsonNode calls, JsonNode answers) {
        int next = 0;
        for (var answer : answers) {
            if (next < calls.size() && answer.get(2).equals(calls.get(next).get(2))) {
                next++;
            }
            var type = answer.get(1).path("type").stringValue("");
            boolean failed = answer.get(0).stringValue().equals("error") && type.startsWith("server");
            check(!failed, "a failure of ours: " + answer);
        }
        check(next == calls.size(), "a call has no answer");
    }

    /// RFC 7493: what is read is the same when written and read again.
    @FuzzTest(maxDuration = "60s")
    void json(byte[] octets) {
        Json.read(octets).ifPresent(value -> {
            byte[] written = Json.write(value);
            check(Json.read(written).equals(Optional.of(value)), "a value changes when written");
            check(written.length <= 6L * octets.length + 64, "a value outgrows what it was read from");
        });
    }

    /// The same account for some thousand requests, so that one finds what another left.
    private static JmapBench bench() throws IOException {
        var now = bench;
        if (now == null || asked++ % SHARED_BY == 0) {
            close();
            now = new JmapBench(Files.createTempDirectory(folder, "bench"));
            now.imported(JmapBench.LETTER);
            bench = now;
        }
        return now;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
