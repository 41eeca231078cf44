package org.postern.lab.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postern.reach.probe.ProbeTicket;
import org.postern.reach.probe.SealedReport;
import org.postern.wire.Octets;

/// `postern probe` tells a running service what it saw, over HTTPS with a certificate that it verifies, and
/// by whatever is left where that is blocked.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReportByHttpsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String SITE = "mail.postern.test";
    private static final int WEB = 443;

    private Path folder;
    private Authority authority;
    private Scene scene;
    private Operator operator;
    private Namespace volunteer;
    private Censor censor;
    private PosternHost postern;
    private String core;
    private String relay;
    private int runs;

    @BeforeAll
    void build(@TempDir Path folder) throws IOException {
        this.folder = folder;
        authority = Authority.found(Files.createDirectories(folder.resolve("authority")));
        scene = new Scene(folder, Scene.STOCK_LOOKS);
        operator = scene.operator(8359, "MTS", "198.18.59");
        volunteer = operator.customer("volunteer", 98);
        censor = scene.censorOf(operator);
        core = scene.nameSite(SITE);
        postern = scene.openPostern(1, 0, Web.secure(SITE, authority, Files.createDirectories(folder.resolve("web"))));
        relay = scene.relays().getFirst().address();
    }

    @AfterEach
    void lift() {
        censor.lift();
    }

    @AfterAll
    void tearDown() {
        scene.close();
    }

    @Test
    void a_report_goes_over_https_is_heard_and_nobody_on_the_way_reads_it() throws IOException {
        var ticket = ticket("lena");
        double before = reports("counted");
        censor.block(Means.PORT_25, core);

        String said;
        String wire;
        try (var sniffer = Sniffer.start(operator.network().router())) {
            said = probe(ticket, "--to", folder.resolve("readable").toString());
            wire = sniffer.text();
        }

        assertThat(said).contains("The report went out, sealed, by https://" + SITE + ".");
        assertThat(reports("counted")).isEqualTo(before + 1);
        assertThat(postern.order("reach", "status")) // one kind of evidence is not enough (THREAT T-42)
                .contains("No network is known to block us.");
        assertThat(Files.readString(folder.resolve("readable"))).contains("\"test_name\"", "tcp_connect");
        assertThat(wire)
                .contains("EHLO probe.invalid", SITE) // the probe's sessions, the name in TLS
                .doesNotContain("tcp_connect", "test_name", "/api/probe", "PROBE REPORT")
                .doesNotContain(ProbeTicket.parse(Files.readString(ticket))
                        .orElseThrow()
                        .secret());
    }

    @Test
    void a_ticket_names_every_name_whose_addresses_move_and_the_resolvers_that_are_set() throws IOException {
        var ticket = ProbeTicket.parse(Files.readString(ticket("nora"))).orElseThrow();

        assertThat(ticket.mailNames()).containsExactlyElementsOf(postern.names());
        assertThat(ticket.resolvers()).containsExactly(scene.publicResolver().url());
    }

    @Test
    void what_is_no_report_of_a_volunteer_counts_for_nothing_and_the_operator_sees_what_it_was() throws IOException {
        var ticket = ticket("mara");
        var foreign = Files.writeString(
                folder.resolve("foreign"),
                Files.readString(ticket)
                        .replace(
                                ProbeTicket.parse(Files.readString(ticket))
                                        .orElseThrow()
                                        .secret(),
                                "A".repeat(43)));
        var sealed = folder.resolve("sealed");
        double counted = reports("counted");
        double strange = reports("stranger");
        double rubbish = reports("unreadable");
        double repeated = reports("repeated");

        probe(foreign);
        probe(ticket, "--sealed-to", sealed.toString());
        var report = SealedReport.find(Files.readString(sealed)).orElseThrow();
        var again = post(report);
        var changed = report.toByteArray();
        changed[changed.length / 2] ^= 1;
        var garbled = post(Octets.of(changed));
        var large = post(Octets.of(new byte[300 * 1024]));

        assertThat(again).startsWith("HTTP/1.1 204");
        assertThat(garbled).startsWith("HTTP/1.1 204"); // nobody tries tickets here
        assertThat(large).startsWith("HTTP/1.1 413").contains("\"title\"");
        assertThat(reports("counted")).isEqualTo(counted + 1);
        assertThat(reports("stranger")).isEqualTo(strange + 1);
        assertThat(reports("unreadable")).isEqualTo(rubbish + 1);
        assertThat(reports("repeated")).isEqualTo(repeated + 1);
        assertThat(postern.order("volunteer", "report", Files.readString(sealed)))
                .contains("read before, and counted then");
    }

    @Test
    void where_the_site_s_address_refuses_the_relay_s_takes_it() throws IOException {
        censor.refuse(core, WEB);

        var said = probe(ticket("nina"));

        assertThat(said)
                .containsPattern("report to https://" + SITE + " +connection_refused")
                .contains("The report went out, sealed, by https://" + SITE + " at " + relay + ".");
    }

    @Test
    void where_the_site_s_name_leads_to_somebody_else_he_is_told_nothing() throws IOException {
        var host = operator.customer("liar", 96);
        SelfSigned.make(host.folder(), SITE, "-addext", "subjectAltName=DNS:" + SITE);
        try (var liar = Liar.start(host, host.folder(), SITE)) {
            censor.lie(SITE, operator.network().address(96));

            var said = probe(ticket("olga"));

            assertThat(said)
                    .containsPattern("report to https://" + SITE + " +ssl_unknown_authority")
                    .contains("The report went out, sealed, by https://" + SITE + " at ");
            assertThat(liar.log()).contains(Liar.asked(SITE)).doesNotContain(Liar.SHOOK_HANDS, "/api/probe");
        }
    }

    @Test
    void where_no_https_passes_the_report_goes_as_a_mail() throws IOException {
        double before = reports("counted");
        censor.silence(core, WEB);
        censor.silence(relay, WEB);

        String said;
        String wire;
        try (var sniffer = Sniffer.start(operator.network().router())) {
            said = probe(ticket("petra"));
            wire = sniffer.text();
        }

        assertThat(said)
                .containsPattern("report to https://" + SITE + " +generic_timeout_error")
                .contains("The report went out, sealed, by mail to ");
        assertThat(reports("counted")).isEqualTo(before + 1);
        assertThat(wire).contains("BEGIN POSTERN PROBE REPORT").doesNotContain("tcp_connect", "test_name");
    }

    /// @return the file that the volunteer has it in
    private Path ticket(String label) throws IOException {
        var said = postern.order("volunteer", "add", label, "AS8359");
        return Files.writeString(
                folder.resolve("ticket-" + label), said.lines().findFirst().orElseThrow() + "\n");
    }

    /// @return what it printed
    private String probe(Path ticket, String... more) {
        var words = new ArrayList<>(List.of("probe", "--ticket-file", ticket.toString(), "--patience", "4"));
        words.addAll(List.of("--address", core, "--address", relay));
        words.addAll(List.of(more));
        var command = JavaProgram.command(authority.trust(), "org.postern.cli.Main", words);
        try (var run = volunteer.start("probe" + ++runs, command, Map.of())) {
            assertThat(run.await(PATIENCE)).as(run.output()).isZero();
            return run.output();
        }
    }

    private double reports(String outcome) {
        return postern.metric("postern_probe_reports_total{outcome=\"" + outcome + "\"}");
    }

    /// By a stock client, which verifies the certificate too.
    private String post(Octets body) throws IOException {
        var head = "POST /api/probe HTTP/1.1\r\nHost: " + SITE + "\r\nContent-Type: application/octet-stream\r\n"
                + "Content-Length: " + body.size() + "\r\nConnection: close\r\n\r\n";
        var request = Files.write(
                folder.resolve("request"), Octets.join(Octets.utf8(head), body).toByteArray());
        var client = List.of(
                "openssl",
                "s_client",
                "-quiet",
                "-verify_quiet",
                "-verify_return_error",
                "-CAfile",
                authority.folder() + "/cert.pem",
                "-verify_hostname",
                SITE,
                "-servername",
                SITE,
                "-connect",
                core + ":" + WEB);
        return Shell.run(volunteer.inside(client), request);
    }
}
