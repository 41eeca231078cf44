package org.postern.server.jmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// THREAT T-04
@Timeout(15)
final class DownloadMemoryTest {
    private final DownloadMemory memory = new DownloadMemory(100 * 1024);

    @Test
    void who_finds_no_room_waits_until_another_is_done() throws Exception {
        var first = memory.take(60 * 1024).orElseThrow();
        var asked = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var second = threads.submit(() -> {
                asked.countDown();
                return memory.take(60 * 1024);
            });
            asked.await();
            assertThat(memory.freeBytes()).isEqualTo(40 * 1024);

            first.close();

            second.get().orElseThrow().close();
        }
        assertThat(memory.freeBytes()).isEqualTo(100 * 1024);
    }

    @Test
    void what_is_larger_than_all_there_is_takes_all() {
        var held = memory.take(Long.MAX_VALUE).orElseThrow();

        assertThat(memory.freeBytes()).isZero();

        held.close();
        assertThat(memory.freeBytes()).isEqualTo(100 * 1024);
    }

    @Test
    void what_is_in_memory_already_takes_nothing() {
        var all = memory.take(100 * 1024).orElseThrow();

        assertThat(memory.take(0)).isPresent();

        all.close();
    }
}
