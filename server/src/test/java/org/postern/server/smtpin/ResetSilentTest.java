package org.postern.server.smtpin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.reach.RelayId;

/// Sessions of a suspected network, over real sockets.
final class ResetSilentTest {
    @Test
    void a_silent_session_is_ended_by_a_reset_and_not_by_an_ordinary_close() throws Exception {
        try (var door = new TestDoor(TestDoor.settings(), Optional.empty());
                var peer = new Probe(door.port())) {
            peer.answer();
            peer.ask("EHLO one.test");

            int ended = door.resetSilent((from, by) -> by.equals(RelayId.CORE), Duration.ZERO);

            assertThat(ended).isEqualTo(1);
            assertThatThrownBy(peer::isEnded).isInstanceOf(IOException.class).hasMessageContaining("reset");
        }
    }

    @Test
    void neither_others_nor_those_who_have_spoken_lately_are_touched() throws Exception {
        try (var door = new TestDoor(TestDoor.settings(), Optional.empty());
                var peer = new Probe(door.port())) {
            peer.answer();
            peer.ask("EHLO one.test");

            assertThat(door.resetSilent((from, by) -> !by.equals(RelayId.CORE), Duration.ZERO))
                    .isZero();
            assertThat(door.resetSilent((from, by) -> true, Duration.ofHours(1)))
                    .isZero();

            assertThat(peer.ask("NOOP")).startsWith("250");
        }
    }
}
