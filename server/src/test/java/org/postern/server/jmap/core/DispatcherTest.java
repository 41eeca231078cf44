package org.postern.server.jmap.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.server.accounts.Account;
import org.postern.server.accounts.AccountId;
import org.postern.server.jmap.JmapBench;
import org.postern.server.mailstore.Snapshot;
import org.postern.wire.address.MailAddress;
import tools.jackson.databind.node.ObjectNode;

final class DispatcherTest {
    private static final Limits LIMITS = new Limits(1000, 1, 1000, 1, 40, 500, 500);
    private static final Account ADA =
            new Account(new AccountId(1), MailAddress.parse("ada@postern.test").orElseThrow(), false, 0, Instant.EPOCH);

    @TempDir
    Path folder;

    private final List<Snapshot> seen = new ArrayList<>();
    private JmapBench bench;
    private Dispatcher dispatcher;

    @BeforeEach
    void open() {
        bench = new JmapBench(folder);
        dispatcher = new Dispatcher(List.of(new Echo(), new Look(seen)), bench.mailstore);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /// RFC 8620 §3.7, the last example: a `*` flattens one level.
    @Test
    void a_reference_with_a_star_collects_from_every_item() {
        var answer = ask("""
                ["Core/echo", {"list": [{"ids": ["a", "b"]}, {"ids": ["c"]}]}, "t0"],
                ["Core/echo", {"#ids": {"resultOf": "t0", "name": "Core/echo", "path": "/list/*/ids"}}, "t1"]""");

        assertThat(answer).contains("{\"ids\":[\"a\",\"b\",\"c\"]},\"t1\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resultOf\":\"t0\",\"name\":\"Core/echo\",\"path\":\"/none\"}",
                "{\"resultOf\":\"t0\",\"name\":\"Core/other\",\"path\":\"/a\"}",
                "{\"resultOf\":\"t9\",\"name\":\"Core/echo\",\"path\":\"/a\"}",
                "{\"resultOf\":\"t0\",\"name\":\"Core/echo\",\"path\":\"a\"}",
                "{\"resultOf\":\"t0\",\"name\":\"Core/echo\",\"path\":\"/a/01\"}",
                "{\"resultOf\":\"t0\",\"name\":\"Core/echo\",\"path\":\"/a/-\"}",
                "{\"resultOf\":\"t0\"}",
                "7"
            })
    void a_reference_that_leads_nowhere_is_an_error_of_its_call(String reference) {
        var answer = ask("[\"Core/echo\",{\"a\":[1,2]},\"t0\"],[\"Core/echo\",{\"#x\":" + reference + "},\"t1\"]");

        assertThat(answer).contains("[\"error\",{\"type\":\"invalidResultReference\"");
    }

    @Test
    void an_argument_given_twice_is_invalid() {
        var answer = ask("[\"Core/echo\",{\"a\":1,\"#a\":{}},\"t0\"]");

        assertThat(answer).contains("invalidArguments");
    }

    /// Every pointer to a place in a random document finds what is there (RFC 6901).
    @Test
    void every_pointer_finds_its_place() {
        long seed = 20261123;
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            var places = new ArrayList<Place>();
            var document = document(random, 4, "", places);

            for (var place : places) {
                assertThat(References.at(document, place.path))
                        .as("seed %d, path %s", seed, place.path)
                        .contains(place.value);
            }
        }
    }

    /// THREAT T-04
    @Test
    void references_that_double_are_stopped() {
        var calls = new StringBuilder("[\"Core/echo\",{\"a\":\"xxxxxxxxxxxxxxxx\"},\"0\"]");
        for (int i = 1; i < 40; i++) {
            var reference = "{\"resultOf\":\"" + (i - 1) + "\",\"name\":\"Core/echo\",\"path\":\"\"}";
            calls.append(",[\"Core/echo\",{\"#a\":%s,\"#b\":%s},\"%d\"]".formatted(reference, reference, i));
        }

        var answer = ask(calls.toString());

        assertThat(answer).contains("references of this request bring in too much");
        assertThat(answer.length()).isLessThan(50_000_000);
    }

    @Test
    void neighbouring_reads_share_one_snapshot() {
        var answer = ask("[\"Test/look\",{\"accountId\":\"a1\"},\"0\"],[\"Core/echo\",{},\"1\"],"
                + "[\"Test/look\",{\"accountId\":\"a1\"},\"2\"]");

        assertThat(answer).contains("[\"Test/look\",{\"state\":" + bench.state() + "},\"2\"]");
        assertThat(seen).hasSize(2);
        assertThat(seen.getFirst()).isSameAs(seen.getLast());
    }

    @Test
    void a_method_that_is_not_named_in_using_is_unknown() {
        var answer = ask("[\"Test/look\",{\"accountId\":\"a1\"},\"0\"],[\"Test/none\",{},\"1\"]", "core");

        assertThat(answer).contains("[\"error\",{\"type\":\"unknownMethod\"},\"0\"]");
        assertThat(answer).contains("[\"error\",{\"type\":\"unknownMethod\"},\"1\"]");
    }

    @Test
    void anothers_account_is_not_found() {
        assertThat(ask("[\"Test/look\",{\"accountId\":\"a2\"},\"0\"]")).contains("accountNotFound");
        assertThat(ask("[\"Test/look\",{\"accountId\":5},\"0\"]")).contains("invalidArguments");
        assertThat(ask("[\"Test/look\",{},\"0\"]")).contains("invalidArguments");
    }

    @Test
    void created_ids_come_back_when_they_were_sent() {
        var body = Json.read(
                ("{\"using\":[\"urn:ietf:params:jmap:core\"],\"methodCalls\":[]," + "\"createdIds\":{\"k1\":\"e7\"}}")
                        .getBytes(StandardCharsets.UTF_8));

        var answer = dispatcher.answer(ADA, ApiRequest.read(body.orElseThrow(), LIMITS), "s");

        assertThat(answer.get("createdIds").get("k1").stringValue()).isEqualTo("e7");
    }

    @Test
    void more_calls_than_the_limit_are_a_problem() {
        var calls = "[\"Core/echo\",{},\"0\"],".repeat(40) + "[\"Core/echo\",{},\"0\"]";

        assertThatThrownBy(() -> ask(calls))
                .isInstanceOfSatisfying(
                        RequestRefused.class,
                        refused -> assertThat(refused.problem().limit()).contains("maxCallsInRequest"));
    }

    /// RFC 7493; THREAT T-15
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{} {}",
                "{\"a\":1,\"a\":2}",
                "\"\\ud800\"",
                "{\"\\udc00\":1}",
                "1e400",
                "[1e999999999]",
                "NaN",
                "{'a':1}"
            })
    void what_is_not_interoperable_json_is_not_read(String text) {
        assertThat(Json.read(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void json_that_is_too_deep_or_not_utf8_is_not_read() {
        assertThat(Json.read("[".repeat(100_000))).isEmpty();
        assertThat(Json.read("[".repeat(60) + "]".repeat(60))).isPresent();
        assertThat(Json.read(new byte[] {'"', (byte) 0xff, '"'})).isEmpty();
        assertThat(Json.read("{}".getBytes(StandardCharsets.UTF_16))).isEmpty();
    }

    private String ask(String calls) {
        return ask(calls, "core\",\"urn:ietf:params:jmap:mail");
    }

    private String ask(String calls, String using) {
        var text = "{\"using\":[\"urn:ietf:params:jmap:" + using + "\"],\"methodCalls\":[" + calls + "]}";
        var request = ApiRequest.read(Json.read(text).orElseThrow(), LIMITS);
        return new String(Json.write(dispatcher.answer(ADA, request, "s")), StandardCharsets.UTF_8);
    }

    private record Place(String path, tools.jackson.databind.JsonNode value) {}

    private static tools.jackson.databind.JsonNode document(Random random, int depth, String path, List<Place> places) {
        tools.jackson.databind.JsonNode value;
        if (depth > 0 && random.nextBoolean()) {
            var object = Json.object();
            for (var name : List.of("a", "b/c", "d~e", "")) {
                var token = name.replace("~", "~0").replace("/", "~1");
                object.set(name, document(random, depth - 1, path + "/" + token, places));
            }
            value = object;
        } else if (depth > 0) {
            var array = Json.array();
            for (int i = 0; i < 3; i++) {
                array.add(document(random, depth - 1, path + "/" + i, places));
            }
            value = array;
        } else {
            value = Json.object().put("leaf", random.nextInt());
        }
        places.add(new Place(path, value));
        return value;
    }

    /// Tells the state that it sees, and keeps what it saw it in.
    private record Look(List<Snapshot> seen) implements Method.Reading {
        @Override
        public String name() {
            return "Test/look";
        }

        @Override
        public Capability capability() {
            return Capability.MAIL;
        }

        @Override
        public ObjectNode answer(Members arguments, Exchange exchange, Snapshot snapshot) {
            seen.add(snapshot);
            return Json.object().put("state", snapshot.state());
        }
    }
}
