package org.postern.server.relays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.reach.RelayId;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.net.DialFailed;
import org.postern.server.net.Dialer;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;

final class EgressDialerTest {
    private static final RelayId ROME = new RelayId("rome");
    private static final InetSocketAddress THERE = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 25);
    private static final Dialer DIRECT = (to, timeout) -> {
        throw new DialFailed(DialFailed.Word.HOST_UNREACHABLE);
    };

    private final List<String> tried = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void a_relay_that_is_down_is_passed_over_and_what_came_of_a_way_is_told() {
        try (var database = SqliteDatabase.open(folder)) {
            var ways = dialer(database, List.of(ROME, RelayId.CORE)).ways(THERE);

            assertThat(ways).hasSize(1);
            assertThatThrownBy(() -> ways.getFirst().dial(THERE, Duration.ofSeconds(1)))
                    .isInstanceOf(DialFailed.class);
            ways.getFirst().heard(THERE, Optional.of(DialFailed.Word.HOST_UNREACHABLE));
            assertThat(tried).containsExactly("192.0.2.1 by core: HOST_UNREACHABLE");
        }
    }

    @Test
    void where_every_way_is_down_nothing_goes_out_by_another() {
        try (var database = SqliteDatabase.open(folder)) {
            var dialer = dialer(database, List.of(ROME));

            assertThat(dialer.ways(THERE)).isEmpty();
            assertThatThrownBy(() -> dialer.dial(THERE, Duration.ofSeconds(1)))
                    .isInstanceOfSatisfying(
                            DialFailed.class,
                            failed -> assertThat(failed.word()).isEqualTo(DialFailed.Word.NETWORK_UNREACHABLE));
        }
    }

    private EgressDialer dialer(SqliteDatabase database, List<RelayId> ways) {
        var relays = new Relays(database, RelaySettings.usual(), Clock.system(), new Random(7), new Metrics());
        return new EgressDialer(DIRECT, relays, egress(ways), Clock.system());
    }

    private Egress egress(List<RelayId> ways) {
        return new Egress() {
            @Override
            public List<RelayId> ways(InetAddress to) {
                return ways;
            }

            @Override
            public void tried(InetAddress to, RelayId by, Optional<DialFailed.Word> failure) {
                tried.add(to.getHostAddress() + " by " + by + ": "
                        + failure.map(DialFailed.Word::name).orElse("spoke"));
            }
        };
    }
}
