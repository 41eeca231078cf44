package org.postern.reach.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.reach.Failure;
import org.postern.reach.ProbeFindings;
import org.postern.reach.probe.ProbeReport.Dial;
import org.postern.reach.probe.ProbeReport.Question;

/// What the probe says of hosts that treat it in one way each.
class ProbeTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("127.0.0.2");
    private static final String NAME = "mx1.example.org";
    private static final String RESOLVER = "https://dns.example/dns-query";
    private static final String WITH_TLS = "250-mail.example.org\r\n250-SIZE 1000\r\n250 STARTTLS\r\n";

    private final List<FakeMailHost> hosts = new ArrayList<>();

    @AfterEach
    void close() {
        hosts.forEach(FakeMailHost::close);
    }

    @Test
    void a_host_that_answers_is_found_to_answer() throws InterruptedException {
        var findings = probe(FakeMailHost.speaking(WITH_TLS)).get(HERE);

        assertThat(findings.port25()).isEmpty();
        assertThat(findings.smtp()).isEmpty();
        assertThat(findings.starttlsOffered()).isTrue();
        assertThat(findings.resolver()).isEmpty();
        assertThat(findings.sibling()).isEmpty();
        assertThat(findings.port465()).contains(Failure.CONNECTION_REFUSED);
    }

    @Test
    void a_host_that_is_silent_times_out_before_its_banner() throws InterruptedException {
        var findings = probe(FakeMailHost.silent()).get(HERE);

        assertThat(findings.port25()).isEmpty();
        assertThat(findings.smtp()).contains(Failure.GENERIC_TIMEOUT_ERROR);
    }

    @Test
    void a_reset_is_named() throws InterruptedException {
        assertThat(probe(FakeMailHost.resetting()).get(HERE).smtp()).contains(Failure.CONNECTION_RESET);
    }

    @Test
    void an_answer_without_starttls_is_seen() throws InterruptedException {
        var findings = probe(FakeMailHost.speaking("250-mail.example.org\r\n250 XXXXXXXA\r\n"))
                .get(HERE);

        assertThat(findings.starttlsOffered()).isFalse();
        assertThat(findings.tls()).contains(Failure.UNKNOWN_FAILURE);
    }

    @Test
    void a_handshake_that_is_answered_with_nonsense_fails() throws InterruptedException {
        assertThat(probe(FakeMailHost.speaking(WITH_TLS)).get(HERE).tls()).isPresent();
    }

    @Test
    void an_address_that_is_not_ours_in_an_answer_is_a_lie() {
        var report = report(new Question("", NAME, Optional.empty(), List.of(OTHER)));

        assertThat(findings(report, Set.of(HERE)).resolver()).contains(Failure.DNS_BOGON_ERROR);
        assertThat(findings(report, Set.of(HERE)).doh()).contains(Failure.UNKNOWN_FAILURE);
        assertThat(findings(report, Set.of(HERE, OTHER)).resolver()).isEmpty();
    }

    /// As behind DNS64 (RFC 6052): the translated address beside the other, or alone.
    @Test
    void an_answer_that_also_has_another_address_is_no_lie() {
        var translated = InetAddress.ofLiteral("64:ff9b::" + HERE.getHostAddress());
        for (var answers : List.of(List.of(HERE, OTHER), List.of(translated))) {
            var report = report(new Question("", NAME, Optional.empty(), answers));

            assertThat(findings(report, Set.of(HERE)).resolver())
                    .as("%s", answers)
                    .isEmpty();
        }
        var another = InetAddress.ofLiteral("64:ff9b::" + OTHER.getHostAddress());
        assertThat(findings(report(new Question("", NAME, Optional.empty(), List.of(another))), Set.of(HERE))
                        .resolver())
                .contains(Failure.DNS_BOGON_ERROR);
    }

    @Test
    void a_lie_is_known_where_another_resolver_says_what_is_true() {
        var report = report(lie(), new Question(RESOLVER, NAME, Optional.empty(), List.of(HERE)));

        assertThat(findings(report, Set.of(HERE)).resolver()).contains(Failure.DNS_BOGON_ERROR);
        assertThat(findings(report, Set.of(HERE)).doh()).isEmpty();
        var names = report.falseNames(Set.of(HERE)).orElseThrow();
        assertThat(names.resolver()).contains(Failure.DNS_BOGON_ERROR);
        assertThat(names.doh()).isEmpty();
        assertThat(names.port25()).contains(Failure.UNKNOWN_FAILURE);
    }

    @Test
    void a_lie_about_one_name_is_one_though_another_name_s_question_failed() {
        var failed = new Question("", "mx2.here.test", Optional.of(Failure.GENERIC_TIMEOUT_ERROR), List.of());

        for (var asked : List.of(report(failed, lie()), report(lie(), failed))) {
            assertThat(findings(asked, Set.of(HERE)).resolver()).contains(Failure.DNS_BOGON_ERROR);
        }
    }

    @Test
    void another_resolver_that_fails_says_neither_that_names_are_false_nor_that_they_are_true() {
        var failing = new Question(RESOLVER, NAME, Optional.of(Failure.SSL_INVALID_HOSTNAME), List.of());

        var beside = report(lie(), failing);
        var alone = report(new Question("", NAME, Optional.empty(), List.of(HERE)), failing);

        assertThat(findings(beside, Set.of(HERE)).doh()).contains(Failure.SSL_INVALID_HOSTNAME);
        assertThat(beside.falseNames(Set.of(HERE))).isEmpty();
        assertThat(findings(alone, Set.of(HERE)).resolver()).isEmpty();
        assertThat(alone.falseNames(Set.of(HERE))).isEmpty();
    }

    @Test
    void without_another_resolver_nothing_is_said_of_names_alone() {
        assertThat(report(lie()).falseNames(Set.of(HERE))).isEmpty();
    }

    private static Question lie() {
        return new Question("", NAME, Optional.empty(), List.of(OTHER));
    }

    @Test
    void what_is_not_ours_is_not_reported_on() {
        var report = report(new Question("", NAME, Optional.empty(), List.of(HERE)));

        assertThat(report.findings(Set.of(OTHER))).isEmpty();
    }

    private static ProbeFindings findings(ProbeReport report, Set<InetAddress> ours) {
        return Optional.ofNullable(report.findings(ours).get(HERE)).orElseThrow();
    }

    private static ProbeReport report(Question... questions) {
        return new ProbeReport(
                Instant.EPOCH,
                Duration.ZERO,
                List.of(questions),
                List.of(new Dial(HERE, ProbeReport.SMTP, Optional.empty())),
                List.of(),
                List.of());
    }

    /// Two addresses at one port: the first treats the probe so, the second answers well.
    private Map<InetAddress, ProbeFindings> probe(FakeMailHost.Manner manner) throws InterruptedException {
        var first = new FakeMailHost(HERE, 0, manner);
        hosts.add(first);
        hosts.add(new FakeMailHost(OTHER, first.port(), FakeMailHost.speaking(WITH_TLS)));
        var plan = new ProbePlan(
                List.of(NAME),
                List.of(),
                "neutral.example",
                new ProbePlan.Ports(first.port(), 1, 1),
                Duration.ofSeconds(2),
                List.of(2_000));
        var probe = new Probe(plan, ProbeTest::resolve, List.of(), InstantSource.system());
        return probe.run().findings(Set.of(HERE, OTHER));
    }

    private static InetAddress[] resolve(String host) throws UnknownHostException {
        if (!host.equals(NAME)) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {HERE, OTHER};
    }
}
