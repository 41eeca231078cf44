package org.postern.cli.probe;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.postern.cli.mail.ClientStopped;
import org.postern.reach.Failure;
import org.postern.reach.dial.DohLookup;
import org.postern.reach.probe.Probe;
import org.postern.reach.probe.ProbePlan;
import org.postern.reach.probe.ProbeReport;
import org.postern.reach.probe.ProbeTicket;
import org.postern.reach.probe.SealedReport;
import org.postern.wire.Octets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `postern probe`: measures the ways to a service from inside a network, once.
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        description = {
            "for volunteers: measures from here how a service can be reached, and tells it",
            "Whoever watches this network sees connections to the service's mail hosts. The resolvers",
            "that the ticket names, or --doh, are asked for the service's names, and see your address."
        })
public final class ProbeCommand implements Callable<Integer> {
    private static final URI NONE = URI.create("none");
    private static final Duration ANSWER = Duration.ofSeconds(15);

    @Spec
    private CommandSpec spec;

    @Option(names = "--ticket-file", required = true, paramLabel = "F", description = "what the operator gave you")
    private Path ticketFile;

    @Option(
            names = "--doh",
            paramLabel = "URL",
            description = {
                "asks this resolver, as https://dns.example/dns-query, and not those of the ticket;",
                "may be repeated; 'none' for the system's alone"
            })
    private List<URI> resolvers = new ArrayList<>();

    @Option(names = "--address", paramLabel = "IP", description = "try this address too; may be repeated")
    private List<InetAddress> addresses = new ArrayList<>();

    @Option(names = "--site", paramLabel = "URL", description = "send the report there; may be repeated")
    private List<URI> sites = new ArrayList<>();

    @Option(
            names = "--neutral",
            defaultValue = "www.example.com",
            paramLabel = "NAME",
            description = "a name that nobody blocks")
    private String neutral;

    @Option(names = "--to", paramLabel = "FILE", description = "write the report to a file too, readable")
    private @Nullable Path file;

    @Option(
            names = "--sealed-to",
            paramLabel = "FILE",
            description = "write the sealed report to a file, to be mailed by you")
    private @Nullable Path sealedFile;

    @Option(names = "--quiet-network", description = "send nothing; only write the files")
    private boolean keeps;

    @Option(names = "--patience", defaultValue = "15", paramLabel = "SECONDS", description = "for each answer")
    private int patienceSeconds;

    @Option(names = "--ports", hidden = true, defaultValue = "25,465,443", split = ",", description = "for tests")
    private int[] ports;

    @Override
    public Integer call() throws InterruptedException {
        var ticket = ticket();
        var plan = new ProbePlan(
                ticket.mailNames(),
                addresses,
                neutral,
                new ProbePlan.Ports(ports[0], ports[1], ports[2]),
                Duration.ofSeconds(patienceSeconds),
                ProbePlan.usualLadder());
        var report = new Probe(plan, InetAddress::getAllByName, others(ticket), InstantSource.system()).run();
        print(report);
        try {
            return deliver(ticket, report);
        } catch (IOException unwritable) {
            throw new ClientStopped("the report cannot be written to a file: " + unwritable.getMessage());
        }
    }

    private ProbeTicket ticket() {
        try {
            return ProbeTicket.parse(Files.readString(ticketFile))
                    .orElseThrow(() -> new ClientStopped(ticketFile + " is no ticket of a probe"));
        } catch (IOException unreadable) {
            throw new ClientStopped("no ticket of a probe can be read from " + ticketFile);
        }
    }

    /// Their own names are looked up by the system's resolver. Where that one lies about them they fail, as their
    /// certificate does not fit, and the report says so.
    private List<DohLookup> others(ProbeTicket ticket) {
        var http = HttpClient.newBuilder().connectTimeout(ANSWER).build();
        var asked = resolvers.isEmpty() ? ticket.resolvers() : resolvers;
        return asked.stream()
                .filter(url -> !url.equals(NONE))
                .map(url -> new DohLookup(http, url, ANSWER))
                .toList();
    }

    private int deliver(ProbeTicket ticket, ProbeReport report) throws IOException, InterruptedException {
        var text = OoniReport.text(report, ticket.site());
        if (file != null) {
            Files.writeString(file, text + "\n");
        }
        var closed = SealedReport.seal(ticket.reportKey(), Octets.utf8(ticket.secret() + text));
        if (sealedFile != null) {
            Files.writeString(sealedFile, SealedReport.armoured(closed));
        }
        if (keeps) {
            return 0;
        }
        var parcel = new Parcel(closed, (to, why) -> line("report to " + to, why));
        var origins = sites.isEmpty() ? List.of(URI.create("https://" + ticket.site())) : sites;
        var mailbox = ticket.mailbox();
        var way = parcel.post(report, origins)
                .or(() -> parcel.mail(report, ports[0], mailbox).map(at -> "mail to " + at.getHostAddress()));
        if (way.isPresent()) {
            out().println("The report went out, sealed, by " + way.get() + ".");
            return 0;
        }
        out().println("No way worked. Mail what --sealed-to writes to " + mailbox
                + " from any account, with the subject 'postern probe report'.");
        return 1;
    }

    private void print(ProbeReport report) {
        report.questions()
                .forEach(question -> line(
                        question.name()
                                + (question.resolver().isEmpty() ? " by the system" : " by " + question.resolver()),
                        question.failure().map(Failure::word).orElse("" + question.answers())));
        report.dials()
                .forEach(dial -> line(
                        dial.address().getHostAddress() + " port " + dial.port(),
                        dial.failure().map(Failure::word).orElse("connects")));
        report.talks()
                .forEach(talk -> line(
                        talk.address().getHostAddress() + " SMTP",
                        talk.failure()
                                        .map(Failure::word)
                                        .orElse(talk.starttls() ? "offers STARTTLS" : "offers no STARTTLS")
                                + talk.stoppedAt()
                                        .map(octets -> ", stops after " + octets + " octets")
                                        .orElse("")));
        report.handshakes()
                .forEach(one -> line(
                        one.address().getHostAddress() + " TLS at " + one.port() + " as " + one.serverName(),
                        one.failure().map(Failure::word).orElse("works")));
    }

    private void line(String what, String came) {
        out().printf("%-58s %s%n", what, came);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
