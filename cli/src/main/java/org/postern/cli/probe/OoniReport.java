package org.postern.cli.probe;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.postern.reach.Failure;
import org.postern.reach.probe.ProbeReport;
import org.postern.reach.probe.ProbeReport.Question;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A report in the form of OONI's measurements: df-000-base around df-002 (`queries`), df-005
/// (`tcp_connect`) and df-006 (`tls_handshakes`), and `smtp` in the same manner. The probe's own address
/// is never in it.
final class OoniReport {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final double MILLIS = 1000;

    private OoniReport() {}

    /// @param site that was probed
    static String text(ProbeReport report, String site) {
        var root = JSON.createObjectNode();
        root.put("data_format_version", "0.2.0")
                .put("test_name", "postern")
                .put("test_version", "0.1.0")
                .put("software_name", "postern")
                .put("software_version", "0.1.0")
                .put("input", site)
                .put("measurement_start_time", time(report.started()))
                .put("test_start_time", time(report.started()))
                .put("test_runtime", report.took().toMillis() / MILLIS)
                .put("probe_ip", "127.0.0.1")
                .put("probe_asn", "AS0")
                .put("probe_cc", "ZZ")
                .put("report_id", "");
        root.putObject("annotations");
        var keys = root.putObject("test_keys");
        all(keys.putArray("queries"), report.questions(), OoniReport::question);
        all(keys.putArray("tcp_connect"), report.dials(), OoniReport::dial);
        all(keys.putArray("smtp"), report.talks(), OoniReport::talk);
        all(keys.putArray("tls_handshakes"), report.handshakes(), OoniReport::handshake);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    private static <T> void all(ArrayNode array, List<T> entries, BiConsumer<ObjectNode, T> writer) {
        entries.forEach(entry -> writer.accept(array.addObject(), entry));
    }

    private static void question(ObjectNode node, Question question) {
        boolean system = question.resolver().isEmpty();
        node.put("engine", system ? "system" : "doh")
                .put("resolver_address", question.resolver())
                .put("hostname", question.name())
                .put("query_type", "A");
        failure(node, question.failure());
        var answers = node.putArray("answers");
        for (var address : question.answers()) {
            boolean four = address instanceof Inet4Address;
            answers.addObject().put("answer_type", four ? "A" : "AAAA").put(four ? "ipv4" : "ipv6", literal(address));
        }
    }

    private static void dial(ObjectNode node, ProbeReport.Dial dial) {
        node.put("ip", literal(dial.address())).put("port", dial.port());
        var status = node.putObject("status");
        failure(status, dial.failure());
        status.put("success", dial.failure().isEmpty());
    }

    private static void talk(ObjectNode node, ProbeReport.Talk talk) {
        node.put("ip", literal(talk.address()))
                .put("port", ProbeReport.SMTP)
                .put("step", talk.step())
                .put("starttls", talk.starttls());
        failure(node, talk.failure());
        talk.stoppedAt().ifPresent(octets -> node.put("stopped_at_octets", octets));
    }

    private static void handshake(ObjectNode node, ProbeReport.Handshake handshake) {
        node.put("address", literal(handshake.address()) + ":" + handshake.port())
                .put("ip", literal(handshake.address()))
                .put("port", handshake.port())
                .put("server_name", handshake.serverName())
                .put("neutral", handshake.neutral())
                .put("no_tls_verify", true);
        failure(node, handshake.failure());
    }

    private static void failure(ObjectNode node, Optional<Failure> failure) {
        failure.map(Failure::word).ifPresentOrElse(word -> node.put("failure", word), () -> node.putNull("failure"));
    }

    private static String literal(InetAddress address) {
        return address.getHostAddress();
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }
}
