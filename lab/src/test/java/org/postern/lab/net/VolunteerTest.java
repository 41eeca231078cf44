package org.postern.lab.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postern.cli.Main;
import org.postern.reach.probe.ProbeTicket;
import org.postern.reach.probe.SealedReport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `postern probe`, run by a customer of an operator that censors, against a real Postfix: it sees each
/// technique, and the neighbour as control.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VolunteerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ZONE = "old.test.";
    private static final String TIMEOUT = "generic_timeout_error";

    private final Opened open = new Opened();
    private Operator operator;
    private Namespace volunteer;
    private Censor censor;
    private String blocked;
    private String neighbour;
    private DohServer resolver;
    private Path ticket;
    private int rounds;

    @BeforeAll
    void build(@TempDir Path folder) throws IOException {
        var internet = open.add(SmallInternet.build(folder));
        var hosting = internet.network(64501, "a hosting network", "203.0.113");
        var names = internet.network(64503, "the name servers", "198.19.0");
        blocked = hosting.address(10);
        neighbour = hosting.address(11);
        var zone = StockServer.zone(ZONE, List.of(blocked, neighbour));
        var root = open.add(NameServers.start(names.host("ns", 10), names.address(10), Map.of(ZONE, zone)));
        resolver = open.add(DohServer.start(names.host("doh", 11), names.address(11), root.address()));
        open.add(StockServer.start(hosting, "old.test", root.address(), 10, 11));
        operator = open.add(Operator.open(internet, 8359, "MTS", root.address(), "198.18.59"));
        volunteer = operator.customer("volunteer", 98);
        censor = open.add(new Censor(operator));
        ticket = Files.writeString(
                folder.resolve("ticket"),
                new ProbeTicket(
                                "old.test",
                                List.of("mx1.old.test", "mx2.old.test"),
                                "postmaster@old.test",
                                "A".repeat(43),
                                SealedReport.generate()[1],
                                "B".repeat(43),
                                List.of(resolver.url()))
                        .text());
    }

    @AfterEach
    void lift() {
        censor.lift();
    }

    @AfterAll
    void tearDown() {
        open.close();
    }

    @Test
    void without_a_censor_everything_answers() {
        var seen = probe();

        assertThat(dial(seen, blocked, 25)).isEmpty();
        assertThat(talk(seen, blocked).path("starttls").asBoolean(false)).isTrue();
        assertThat(talk(seen, blocked).has("stopped_at_octets")).isFalse();
        assertThat(handshake(seen, blocked, false)).isEmpty();
        assertThat(failure(first(seen, "queries", query -> true))).isEmpty();
    }

    @Test
    void a_null_route_and_a_block_of_port_25_are_told_apart_by_the_other_ports() {
        censor.block(Means.NULL_ROUTE, blocked);
        var route = probe();
        censor.lift();
        censor.block(Means.PORT_25, blocked);
        var port = probe();

        assertThat(dial(route, blocked, 25)).isEqualTo(TIMEOUT);
        assertThat(dial(route, blocked, 443)).isEqualTo(TIMEOUT);
        assertThat(dial(route, neighbour, 25)).isEmpty();
        assertThat(dial(port, blocked, 25)).isEqualTo(TIMEOUT);
        assertThat(dial(port, blocked, 443)).isEqualTo("connection_refused");
    }

    @Test
    void a_reset_at_ehlo_and_a_stripped_offer_are_seen() {
        censor.block(Means.RESET, blocked);
        var reset = probe();
        censor.lift();
        censor.block(Means.STARTTLS_STRIP, blocked);
        var stripped = probe();

        assertThat(failure(talk(reset, blocked))).isEqualTo("connection_reset");
        assertThat(talk(reset, blocked).path("step").asString("")).isEqualTo("ehlo");
        assertThat(talk(stripped, blocked).path("starttls").asBoolean(true)).isFalse();
        assertThat(talk(stripped, neighbour).path("starttls").asBoolean(false)).isTrue();
    }

    @Test
    void a_handshake_that_is_held_and_a_freeze_after_some_octets_are_seen() {
        censor.block(Means.TLS_DROP, blocked);
        var held = probe();
        censor.lift();
        censor.block(Means.BYTE_FREEZE, blocked);
        var frozen = probe();

        assertThat(handshake(held, blocked, false)).isEqualTo(TIMEOUT);
        assertThat(handshake(held, neighbour, false)).isEmpty();
        boolean stopped = talk(frozen, blocked).has("stopped_at_octets")
                || !handshake(frozen, blocked, false).isEmpty();
        assertThat(stopped).isTrue();
    }

    @Test
    void a_name_that_is_cut_is_told_apart_by_a_neutral_one() {
        censor.list("old.test");
        censor.block(Means.SNI_DROP, blocked);
        var seen = probe();

        assertThat(dial(seen, blocked, 25)).isEmpty();
        assertThat(handshake(seen, blocked, false)).isEqualTo(TIMEOUT);
        assertThat(handshake(seen, blocked, true)).isEmpty();
        assertThat(handshake(seen, neighbour, false)).isEmpty();
    }

    @Test
    void a_lie_of_the_operators_resolver_is_told_by_the_resolver_that_the_ticket_names() {
        censor.lie("mx1.old.test", "127.0.0.2");
        var seen = probe();

        assertThat(answer(seen, "system", "mx1.old.test")).isEqualTo("127.0.0.2");
        assertThat(answer(seen, "doh", "mx1.old.test")).isEqualTo(blocked);
        assertThat(question(seen, "doh", "mx1.old.test")
                        .path("resolver_address")
                        .asString(""))
                .isEqualTo(resolver.url().toString());
        assertThat(dial(seen, blocked, 25)).isEmpty(); // no other resolver told this address
    }

    @Test
    void a_resolver_that_the_network_blocks_fails_and_the_rest_is_told_all_the_same() {
        censor.silence(resolver.url().getHost(), 443);
        censor.lie("mx1.old.test", "127.0.0.2");
        var seen = probe();

        assertThat(failure(question(seen, "doh", "mx1.old.test"))).isEqualTo(TIMEOUT);
        assertThat(answer(seen, "system", "mx1.old.test")).isEqualTo("127.0.0.2");
        assertThat(dial(seen, neighbour, 25)).isEmpty();
    }

    @Test
    void another_resolver_is_asked_in_place_of_the_tickets_and_none_where_none_is_wanted() {
        var url = "https://" + neighbour + "/dns-query";
        var other = probe("--doh", url);
        var none = probe("--doh", "none");

        assertThat(question(other, "doh", "mx1.old.test")
                        .path("resolver_address")
                        .asString(""))
                .isEqualTo(url);
        assertThat(failure(question(other, "doh", "mx1.old.test"))).isEqualTo("connection_refused");
        assertThat(none.path("queries"))
                .hasSize(2)
                .allMatch(one -> one.path("engine").asString("").equals("system"));
    }

    private static JsonNode question(JsonNode seen, String engine, String name) {
        return first(
                seen,
                "queries",
                one -> one.path("engine").asString("").equals(engine)
                        && one.path("hostname").asString("").equals(name));
    }

    private static String answer(JsonNode seen, String engine, String name) {
        return question(seen, engine, name).path("answers").path(0).path("ipv4").asString("");
    }

    /// With no options but those that keep the report here, and these.
    private JsonNode probe(String... more) {
        var file = volunteer.folder().resolve("report-" + ++rounds + ".json");
        var words = new ArrayList<>(List.of("probe", "--quiet-network", "--patience", "4"));
        words.addAll(List.of("--ticket-file", ticket.toString(), "--to", file.toString()));
        words.addAll(List.of(more));
        var command = JavaProgram.command(SelfSigned.trust(resolver.store()), Main.class.getName(), words);
        var run = volunteer.start("probe", command, Map.of());
        try (run) {
            assertThat(run.await(PATIENCE)).as(run.output()).isZero();
            return JsonMapper.shared().readTree(Files.readString(file)).path("test_keys");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String dial(JsonNode seen, String address, int port) {
        var dial = first(
                seen,
                "tcp_connect",
                one -> one.path("ip").asString("").equals(address)
                        && one.path("port").asInt(0) == port);
        return failure(dial.path("status"));
    }

    private static JsonNode talk(JsonNode seen, String address) {
        return first(seen, "smtp", one -> one.path("ip").asString("").equals(address));
    }

    private static String handshake(JsonNode seen, String address, boolean neutral) {
        return failure(first(
                seen,
                "tls_handshakes",
                one -> one.path("ip").asString("").equals(address)
                        && one.path("neutral").asBoolean(false) == neutral));
    }

    /// Empty for success.
    private static String failure(JsonNode entry) {
        return entry.path("failure").isNull() ? "" : entry.path("failure").asString("not there");
    }

    private static JsonNode first(JsonNode seen, String key, Predicate<JsonNode> which) {
        for (var entry : seen.path(key)) {
            if (which.test(entry)) {
                return entry;
            }
        }
        throw new AssertionError("there is no such entry of " + key + " in " + seen.toPrettyString());
    }
}
