package org.postern.server.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.endpoints.EndpointKey;
import org.postern.reach.endpoints.SignedList;
import org.postern.reach.plan.Pool;
import org.postern.reach.plan.Pool.Standing;
import org.postern.server.db.ReachOutRows.Edition;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.notary.EndpointSigner;
import org.postern.server.notary.KeyedOrder;
import org.postern.server.time.ManualClock;
import org.postern.wire.Octets;

class PublicationTest {
    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private SqliteDatabase database;
    private Pool pool = pool(12);

    @BeforeEach
    void open() {
        database = SqliteDatabase.open(folder, 2);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void the_list_verifies_by_the_key_that_is_told() {
        var publication = publication("https://door2.example.net");

        var verdict = EndpointKey.parse(publication.key())
                .orElseThrow()
                .judge(publication.open().octets(), "mail.example.org", 0, clock.instant());

        assertThat(verdict).isInstanceOf(EndpointKey.Verdict.Good.class);
    }

    @Test
    void the_same_content_keeps_its_number_and_another_gets_a_greater_one() {
        var first = number(publication().open());
        clock.advance(Duration.ofDays(1));

        assertThat(number(publication().open())).isEqualTo(first);
        assertThat(number(publication("https://door2.example.net").open())).isGreaterThan(first);
    }

    @Test
    void a_new_list_is_made_when_half_of_the_time_is_over_and_when_the_planner_asks() {
        var publication = publication();
        var first = number(publication.open());

        clock.advance(Duration.ofDays(15));
        var second = number(publication.open());
        publication.renew();

        assertThat(second).isGreaterThan(first);
        assertThat(number(publication.open())).isGreaterThan(second);
    }

    @Test
    void the_number_outgrows_every_one_given_before_a_restore() {
        var before = number(publication().open());
        database.write(tables -> {
            tables.reachOut().put(new Edition(3, Octets.empty(), clock.instant(), clock.instant()));
            return 0;
        });
        clock.advance(Duration.ofMinutes(1));

        assertThat(number(publication().open())).isGreaterThan(before);
    }

    /// THREAT T-60
    @Test
    void the_public_list_names_no_relay_and_an_account_learns_the_same_few_each_time() {
        var publication = publication();

        assertThat(addresses(publication.open())).isEmpty();
        var own = addresses(publication.own(7));
        assertThat(own).hasSize(3);
        clock.advance(Duration.ofDays(40));
        assertThat(addresses(publication.own(7))).isEqualTo(own);
    }

    /// THREAT T-60
    @Test
    void accounts_learn_different_relays_and_one_learns_none_of_those_that_do_not_serve() {
        var publication = publication();

        var learnt = new HashSet<InetAddress>();
        IntStream.range(0, 100).forEach(account -> learnt.addAll(addresses(publication.own(account))));

        assertThat(learnt).hasSize(12);
        pool = new Pool(pool.members().stream()
                .map(member -> new Pool.Member(member.relay(), Standing.SPARE, true))
                .toList());
        clock.advance(Duration.ofMinutes(1));
        assertThat(addresses(publication.own(7))).isEmpty();
    }

    @Test
    void what_is_no_address_of_a_site_stops_the_start() {
        assertThatThrownBy(() -> publication("http://door2.example.net"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http://door2.example.net");
    }

    private static long number(SignedList list) {
        return list.list().number();
    }

    private static List<InetAddress> addresses(SignedList list) {
        return list.list().endpoints().stream()
                .flatMap(endpoint -> endpoint.addresses().stream())
                .toList();
    }

    private Publication publication(String... others) {
        return new Publication(new Publication.Parts(
                new EndpointSettings(Duration.ofDays(30), 3),
                SitePlaces.of("mx.example.org", Optional.of("https://mail.example.org/"), List.of(others)),
                () -> pool,
                new EndpointSigner(database, clock),
                new KeyedOrder(database, clock, new SecureRandom()),
                database,
                clock));
    }

    private static Pool pool(int relays) {
        return new Pool(IntStream.range(0, relays)
                .mapToObj(i -> new Pool.Member(
                        new Relay(
                                new RelayId("r" + i),
                                List.of(InetAddress.ofLiteral("192.0.2." + (i + 1))),
                                new SourceNetwork.As(64500 + i / 2)),
                        Standing.SERVING,
                        i % 3 != 0))
                .toList());
    }
}
