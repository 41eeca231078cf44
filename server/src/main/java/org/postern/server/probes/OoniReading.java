package org.postern.server.probes;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.postern.reach.Failure;
import org.postern.reach.probe.ProbeReport;
import org.postern.reach.probe.ProbeReport.Dial;
import org.postern.reach.probe.ProbeReport.Handshake;
import org.postern.reach.probe.ProbeReport.Question;
import org.postern.reach.probe.ProbeReport.Talk;
import org.postern.wire.Octets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a report in the form of OONI's measurements (df-000-base with df-002, df-005 and df-006). What it does
/// not know it passes over; what a report says of its own network is not read, since the ticket says it
/// (THREAT T-42).
final class OoniReading {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int MOST_ENTRIES = 200;
    private static final double LONGEST_SECONDS = 3600;

    private OoniReading() {}

    /// Empty when it is no report.
    static Optional<ProbeReport> read(Octets text) {
        try {
            var root = JSON.readTree(text.toByteArray());
            var keys = root.path("test_keys");
            return root.path("test_name").asString("").equals("postern")
                    ? Optional.of(new ProbeReport(
                            started(root),
                            took(root),
                            all(keys.path("queries"), OoniReading::question),
                            all(keys.path("tcp_connect"), OoniReading::dial),
                            all(keys.path("smtp"), OoniReading::talk),
                            all(keys.path("tls_handshakes"), OoniReading::handshake)))
                    : Optional.empty();
        } catch (RuntimeException malformed) { // Jackson's, and those of dates and addresses
            return Optional.empty();
        }
    }

    private static Instant started(JsonNode root) {
        return LocalDateTime.parse(root.path("measurement_start_time").asString(""), TIME)
                .toInstant(ZoneOffset.UTC);
    }

    private static Duration took(JsonNode root) {
        double seconds = root.path("test_runtime").asDouble(0);
        return Duration.ofMillis((long) (1000 * Math.clamp(seconds, 0, LONGEST_SECONDS)));
    }

    private static <T> List<T> all(JsonNode entries, Function<JsonNode, T> reader) {
        var read = new ArrayList<T>();
        for (var entry : entries) {
            if (read.size() < MOST_ENTRIES) {
                read.add(reader.apply(entry));
            }
        }
        return read;
    }

    private static Question question(JsonNode entry) {
        var answers = new ArrayList<InetAddress>();
        for (var answer : entry.path("answers")) {
            Stream.of("ipv4", "ipv6")
                    .map(kind -> answer.path(kind).asString(""))
                    .filter(text -> !text.isEmpty())
                    .map(InetAddress::ofLiteral)
                    .forEach(answers::add);
        }
        boolean system = entry.path("engine").asString("").equals("system");
        return new Question(
                system ? "" : entry.path("resolver_address").asString("doh"),
                entry.path("hostname").asString(""),
                failure(entry),
                answers);
    }

    private static Dial dial(JsonNode entry) {
        return new Dial(
                InetAddress.ofLiteral(entry.path("ip").asString("")),
                entry.path("port").asInt(0),
                failure(entry.path("status")));
    }

    private static Talk talk(JsonNode entry) {
        var stopped = entry.path("stopped_at_octets");
        return new Talk(
                InetAddress.ofLiteral(entry.path("ip").asString("")),
                entry.path("step").asString(""),
                failure(entry),
                entry.path("starttls").asBoolean(false),
                stopped.isNumber() ? Optional.of(stopped.asLong(0)) : Optional.empty());
    }

    private static Handshake handshake(JsonNode entry) {
        return new Handshake(
                InetAddress.ofLiteral(entry.path("ip").asString("")),
                entry.path("port").asInt(0),
                entry.path("server_name").asString(""),
                entry.path("neutral").asBoolean(false),
                failure(entry));
    }

    /// A word that is not in the list is a failure all the same.
    private static Optional<Failure> failure(JsonNode entry) {
        var word = entry.path("failure");
        return word.isString()
                ? Optional.of(Stream.of(Failure.values())
                        .filter(failure -> failure.word().equals(word.asString("")))
                        .findFirst()
                        .orElse(Failure.UNKNOWN_FAILURE))
                : Optional.empty();
    }
}
