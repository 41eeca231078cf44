package org.postern.server.probes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.reach.Failure;
import org.postern.reach.Observation;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.probe.SealedReport;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.intake.Arrival;
import org.postern.server.notary.ReportKey;
import org.postern.server.probes.Reception.Outcome;
import org.postern.server.time.ManualClock;
import org.postern.server.trace.Metrics;
import org.postern.wire.Octets;

/// THREAT T-42: what a volunteer's word counts for.
class ReceptionTest {
    private static final SourceNetwork.As NETWORK = new SourceNetwork.As(64500);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private final List<Observation.Probed> seen = new ArrayList<>();
    private SqliteDatabase database;
    private ReportKey key;
    private Volunteers volunteers;
    private Reception reception;

    @BeforeEach
    void open() {
        database = SqliteDatabase.open(folder, 2);
        key = new ReportKey(database, clock);
        volunteers = new Volunteers(database, clock, new SecureRandom());
        reception = new Reception(new Reception.Parts(
                key,
                volunteers,
                () -> Map.of(InetAddress.ofLiteral("192.0.2.1"), new RelayId("r1")),
                seen::add,
                clock,
                new Metrics()));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_report_becomes_an_observation_of_the_tickets_network() {
        var secret = volunteers.invite("lena", NETWORK).orElseThrow();

        assertThat(reception.receive(sealed(secret, clock.instant()))).isEqualTo(Outcome.COUNTED);

        var probed = seen.getFirst();
        assertThat(probed.network()).isEqualTo(NETWORK);
        assertThat(probed.relay()).isEqualTo(new RelayId("r1"));
        assertThat(probed.findings().port25()).contains(Failure.GENERIC_TIMEOUT_ERROR);
        assertThat(probed.findings().port443()).isEmpty();
        assertThat(probed.findings().resolver()).contains(Failure.DNS_BOGON_ERROR);
        assertThat(seen).hasSize(1);
    }

    /// The judge has look-ups, which the core answers, from there.
    @Test
    void false_names_are_told_of_the_core_though_its_address_was_not_tried() {
        var secret = volunteers.invite("lena", NETWORK).orElseThrow();
        var right = "{\"engine\": \"doh\", \"resolver_address\": \"https://dns.example/dns-query\","
                + " \"hostname\": \"mx1.example.org\", \"failure\": null,"
                + " \"answers\": [{\"answer_type\": \"A\", \"ipv4\": \"192.0.2.1\"}]}";

        reception.receive(sealed(secret, clock.instant(), right + ","));

        assertThat(seen).extracting(Observation.Probed::relay).containsExactly(new RelayId("r1"), RelayId.CORE);
        var names = seen.getLast().findings();
        assertThat(names.resolver()).contains(Failure.DNS_BOGON_ERROR);
        assertThat(names.doh()).isEmpty();
        assertThat(names.port25()).contains(Failure.UNKNOWN_FAILURE);
    }

    @Test
    void a_stranger_a_dismissed_volunteer_and_rubbish_count_for_nothing() {
        var secret = volunteers.invite("lena", NETWORK).orElseThrow();
        volunteers.dismiss("lena");

        assertThat(reception.receive(sealed(secret, clock.instant()))).isEqualTo(Outcome.STRANGER);
        assertThat(reception.receive(sealed("A".repeat(43), clock.instant()))).isEqualTo(Outcome.STRANGER);
        assertThat(reception.receive(Octets.utf8("rubbish"))).isEqualTo(Outcome.UNREADABLE);
        assertThat(reception.receive(SealedReport.seal(key.key(), Octets.utf8(secret + "{]"))))
                .isEqualTo(Outcome.UNREADABLE);
        assertThat(seen).isEmpty();
    }

    @Test
    void an_old_report_says_nothing_about_now() {
        var secret = volunteers.invite("lena", NETWORK).orElseThrow();

        assertThat(reception.receive(sealed(secret, clock.instant().minus(Duration.ofHours(2)))))
                .isEqualTo(Outcome.LATE);
        assertThat(reception.receive(sealed(secret, clock.instant().plus(Duration.ofHours(2)))))
                .isEqualTo(Outcome.LATE);
    }

    @Test
    void one_volunteer_counts_a_few_times_an_hour() {
        var secret = volunteers.invite("lena", NETWORK).orElseThrow();

        for (int i = 0; i < 4; i++) {
            assertThat(reception.receive(sealed(secret, clock.instant()))).isEqualTo(Outcome.COUNTED);
        }
        assertThat(reception.receive(sealed(secret, clock.instant()))).isEqualTo(Outcome.TOO_MANY);
    }

    @Test
    void a_copy_of_a_report_counts_for_nothing_and_uses_nothing_up() {
        var secret = volunteers.invite("lena", NETWORK).orElseThrow();
        var report = sealed(secret, clock.instant());

        assertThat(reception.receive(report)).isEqualTo(Outcome.COUNTED);
        for (int i = 0; i < 10; i++) {
            assertThat(reception.receive(report)).isEqualTo(Outcome.REPEATED);
        }
        clock.advance(Duration.ofMinutes(80));
        assertThat(reception.receive(report)).isEqualTo(Outcome.REPEATED);
        assertThat(reception.receive(sealed(secret, clock.instant()))).isEqualTo(Outcome.COUNTED);
        clock.advance(Duration.ofMinutes(20));
        assertThat(reception.receive(report)).isEqualTo(Outcome.LATE);
        assertThat(seen).hasSize(2);
    }

    @Test
    void a_mail_that_brings_a_report_counts_and_is_delivered_too() {
        var secret = volunteers.invite("lena", NETWORK).orElseThrow();
        var text = "Subject: Postern probe report\r\n\r\n"
                + SealedReport.armoured(sealed(secret, clock.instant())).replace("\n", "\r\n");
        var delivered = new ArrayList<Arrival>();
        var intake = new ByMail(
                arrival -> {
                    delivered.add(arrival);
                    return new org.postern.server.intake.Outcome.Kept();
                },
                reception);

        intake.take(new Arrival(Optional.empty(), List.of(), Octets.utf8(text), new Arrival.Origin.Own()));
        intake.take(new Arrival(
                Optional.empty(),
                List.of(),
                Octets.utf8(text.replace("Subject: Postern", "Subject: Re: Postern")),
                new Arrival.Origin.Own()));

        assertThat(seen).hasSize(1);
        assertThat(delivered).hasSize(2);
    }

    @Test
    void a_label_is_given_once() {
        volunteers.invite("lena", NETWORK);

        assertThat(volunteers.invite("lena", NETWORK)).isEmpty();
        assertThat(volunteers.all()).hasSize(1);
    }

    private Octets sealed(String secret, Instant at) {
        return sealed(secret, at, "");
    }

    /// @param queries more of them
    private Octets sealed(String secret, Instant at, String queries) {
        var report = """
                {"test_name": "postern", "measurement_start_time": "%s", "test_runtime": 1.5, "test_keys": {
                  "queries": [%s{"engine": "system", "hostname": "mx1.example.org", "failure": null,
                    "answers": [{"answer_type": "A", "ipv4": "203.0.113.9"}]}],
                  "tcp_connect": [
                    {"ip": "192.0.2.1", "port": 25, "status": {"failure": "generic_timeout_error", "success": false}},
                    {"ip": "192.0.2.1", "port": 443, "status": {"failure": null, "success": true}},
                    {"ip": "203.0.113.9", "port": 25, "status": {"failure": null, "success": true}}],
                  "smtp": [], "tls_handshakes": []}}
                """.formatted(TIME.format(at), queries);
        return SealedReport.seal(key.key(), Octets.utf8(secret + report));
    }
}
