package org.postern.cli.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.reach.probe.ProbeReport;
import org.postern.reach.probe.ReportMail;
import org.postern.reach.probe.SealedReport;
import org.postern.wire.Octets;

/// A sealed report on its way: over HTTPS to each known origin in turn, then as a mail to each address of
/// the service that answered on port 25, until one takes it.
final class Parcel {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int DONE = 300;

    private final Octets closed;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    Parcel(Octets closed) {
        this.closed = closed;
    }

    /// @return the origin that took it
    Optional<URI> post(List<URI> origins) throws InterruptedException {
        for (var origin : origins) {
            if (isTaken(origin)) {
                return Optional.of(origin);
            }
        }
        return Optional.empty();
    }

    private boolean isTaken(URI origin) throws InterruptedException {
        var request = HttpRequest.newBuilder(origin.resolve("/api/probe"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(closed.toByteArray()))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() < DONE;
        } catch (IOException blocked) {
            return false;
        }
    }

    /// @param to a mailbox of the service
    /// @return the address that took it
    Optional<InetAddress> mail(ProbeReport report, int port, String to) {
        var answering = report.dials().stream()
                .filter(dial ->
                        dial.port() == ProbeReport.SMTP && dial.failure().isEmpty())
                .map(ProbeReport.Dial::address);
        return answering
                .filter(address -> new ReportMail(to, SealedReport.armoured(closed)).send(address, port, PATIENCE))
                .findFirst();
    }
}
