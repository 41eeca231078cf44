package org.postern.server.relays;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.Pool;
import org.postern.reach.relay.RelayTarget;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;

final class RelaysTest {
    private static final RelayId ROME = new RelayId("rome");

    @TempDir
    private Path folder;

    @Test
    void what_the_operator_added_is_there_after_a_restart() {
        var rome = relay("rome", "192.0.2.7", "2001:db8::7");
        try (var database = SqliteDatabase.open(folder)) {
            var relays = relays(database);
            assertThat(relays.add(rome)).isTrue();
            assertThat(relays.add(relay("rome", "192.0.2.8")))
                    .as("the name is taken")
                    .isFalse();
            assertThat(relays.add(relay("core", "192.0.2.9")))
                    .as("the core is none")
                    .isFalse();
            assertThat(relays.add(relay("onion", "192.0.2.9")))
                    .as("the onion service is none")
                    .isFalse();
            assertThat(relays.setStanding(ROME, Pool.Standing.SPARE)).isTrue();
        }

        try (var database = SqliteDatabase.open(folder)) {
            var again = relays(database);
            assertThat(again.pool().members())
                    .containsExactly(new Pool.Member(rome.relay(), Pool.Standing.SPARE, false));
            assertThat(again.list().getFirst().relay().target()).isEqualTo(rome.target());
            assertThat(again.link(ROME)).isEmpty();
            assertThat(again.remove(ROME)).isTrue();
            assertThat(again.remove(ROME)).isFalse();
            assertThat(again.pool().members()).isEmpty();
        }
    }

    @Test
    void whoever_watches_is_told_of_each_change_of_the_pool() {
        try (var database = SqliteDatabase.open(folder)) {
            var relays = relays(database);
            var told = new ArrayList<String>();
            relays.watch(pool -> told.add(pool.members().stream()
                    .map(member -> member.relay().id() + " " + member.standing())
                    .toList()
                    .toString()));

            relays.add(relay("rome", "192.0.2.7"));
            relays.setStanding(ROME, Pool.Standing.RETIRED);
            relays.setStanding(new RelayId("nobody"), Pool.Standing.SERVING);
            relays.remove(ROME);

            assertThat(told).containsExactly("[rome SERVING]", "[rome RETIRED]", "[]");
        }
    }

    @Test
    void the_pool_is_made_anew_only_when_something_changed() {
        try (var database = SqliteDatabase.open(folder)) {
            var relays = relays(database);
            relays.add(relay("rome", "192.0.2.7"));
            var first = relays.pool();

            assertThat(relays.pool()).isSameAs(first);
            relays.setStanding(ROME, Pool.Standing.SPARE);
            assertThat(relays.pool().members())
                    .extracting(Pool.Member::standing)
                    .containsExactly(Pool.Standing.SPARE);
            relays.remove(ROME);
            assertThat(relays.pool().members()).isEmpty();
        }
    }

    @Test
    void the_core_has_one_key_for_all_its_relays_and_keeps_it() {
        try (var database = SqliteDatabase.open(folder)) {
            var book = new RelayBook(database);

            assertThat(book.key().publicLine()).startsWith("ssh-ed25519 AAAA");
            assertThat(new RelayBook(database).key().publicLine())
                    .isEqualTo(book.key().publicLine());
        }
    }

    @Test
    void a_network_is_written_as_a_number_or_a_group_of_prefixes() {
        assertThat(NetworkText.parse("as64500")).contains(new SourceNetwork.As(64500));
        assertThat(NetworkText.parse("192.0.2.9/20").map(Object::toString)).contains("192.0.0.0/20");
        assertThat(NetworkText.parse("2001:db8::1/32").map(Object::toString)).contains("2001:db8:0:0:0:0:0:0/32");
        for (var wrong : List.of("", "AS", "AS0", "AS99999999999", "192.0.2.0/33", "rome/8", "192.0.2.0")) {
            assertThat(NetworkText.parse(wrong)).as(wrong).isEmpty();
        }
        var group = NetworkText.groupOf(InetAddress.ofLiteral("198.51.100.7"));
        assertThat(NetworkText.parse(group.toString())).contains(group);
    }

    private static Relays relays(SqliteDatabase database) {
        return new Relays(database, RelaySettings.usual(), Clock.system(), new Random(7), new Metrics());
    }

    private static KnownRelay relay(String name, String... addresses) {
        var literals = List.of(addresses).stream().map(InetAddress::ofLiteral).toList();
        return new KnownRelay(
                new Relay(new RelayId(name), literals, new SourceNetwork.As(64500)),
                new RelayTarget.Place("root", "relay.example", 22),
                "SHA256:" + "A".repeat(43),
                new KnownRelay.Listening("*", 25, 443),
                Pool.Standing.SERVING);
    }
}
