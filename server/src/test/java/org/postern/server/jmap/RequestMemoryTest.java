package org.postern.server.jmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postern.server.accounts.AccountId;
import org.postern.server.jmap.core.RequestRefused;
import org.postern.server.jmap.push.Socket.Progress;
import org.postern.server.time.ManualClock;

/// THREAT T-20, T-31
final class RequestMemoryTest {
    private static final AccountId ADA = new AccountId(1);
    private static final AccountId BEA = new AccountId(2);

    private final RequestMemory memory = new RequestMemory(3_000_000); // at three octets for one: a million in all
    private final ManualClock clock = new ManualClock();

    @Test
    void an_account_gets_half_at_most_and_leaves_some_to_the_next() throws Exception {
        try (var first = memory.part(ADA);
                var second = memory.part(ADA);
                var others = memory.part(BEA)) {
            assertThat(first.read(body(400_000), 1_000_000)).hasSize(400_000);

            assertThatThrownBy(() -> second.read(body(400_000), 1_000_000))
                    .isInstanceOfSatisfying(
                            RequestRefused.class,
                            refused -> assertThat(refused.problem().status()).isEqualTo(503));
            assertThat(others.read(body(150_000), 1_000_000)).hasSize(150_000);
        }
        try (var again = memory.part(ADA)) {
            assertThat(again.read(body(400_000), 1_000_000))
                    .as("what was held came back")
                    .hasSize(400_000);
        }
    }

    @Test
    void a_request_beyond_its_size_is_refused_however_it_was_announced() {
        try (var part = memory.part(ADA)) {
            assertThatThrownBy(() -> part.read(body(100_001), 100_000))
                    .isInstanceOfSatisfying(
                            RequestRefused.class,
                            refused -> assertThat(refused.problem().limit()).contains("maxSizeRequest"));
        }
    }

    @Test
    void a_body_that_drips_ends_with_its_time() throws Exception {
        var in = new Punctual(body(10), Duration.ofSeconds(60), clock);
        assertThat(in.read()).isZero();
        clock.advance(Duration.ofSeconds(61));

        assertThatThrownBy(in::read).isInstanceOf(Punctual.Late.class);
    }

    @Test
    void a_socket_message_has_the_bounds_of_a_request() {
        var message = new SocketMessage(memory.part(ADA), 100_000, Duration.ofSeconds(60), clock);

        assertThat(message.add("half ")).isEqualTo(Progress.GOES_ON);
        assertThat(message.add("and half")).isEqualTo(Progress.GOES_ON);
        assertThat(message.text()).isEqualTo("half and half");
        assertThat(message.add("x".repeat(100_000))).isEqualTo(Progress.TOO_LARGE);

        message.clear();
        assertThat(message.add("slow")).isEqualTo(Progress.GOES_ON);
        clock.advance(Duration.ofSeconds(61));
        assertThat(message.add("er")).isEqualTo(Progress.TOO_LATE);

        var starved = new SocketMessage(memory.part(BEA), 1_000_000, Duration.ofSeconds(60), clock);
        assertThat(starved.add("x".repeat(900_000))).isEqualTo(Progress.NO_ROOM);
    }

    private static ByteArrayInputStream body(int octets) {
        return new ByteArrayInputStream(new byte[octets]);
    }
}
