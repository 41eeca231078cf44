package org.postern.cli.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.postern.reach.dial.OneWay;
import org.postern.reach.probe.ProbeReport;
import org.postern.reach.probe.ReportMail;
import org.postern.reach.probe.SealedReport;
import org.postern.wire.Octets;

/// A sealed report on its way: over HTTPS to each known origin in turn, where the DNS says and then at each
/// address that shook hands on port 443, at last as a mail to each that answered on port 25, until one
/// takes it.
///
/// @param failures is told a way and why it did not work
record Parcel(Octets closed, BiConsumer<String, String> failures) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int DONE = 300;

    /// One way to an origin.
    ///
    /// @param address empty for what the DNS says
    private record Way(URI origin, Optional<InetAddress> address) {
        @Override
        public String toString() {
            return origin + address.map(at -> " at " + at.getHostAddress()).orElse("");
        }
    }

    /// @return the way that took it, in words
    Optional<String> post(ProbeReport report, List<URI> origins) throws InterruptedException {
        var ways = Stream.concat(
                        origins.stream().map(origin -> new Way(origin, Optional.empty())),
                        origins.stream().filter(Parcel::isUsual).flatMap(origin -> atAddresses(report, origin)))
                .toList();
        for (var way : ways) {
            if (isTaken(way)) {
                return Optional.of(way.toString());
            }
        }
        return Optional.empty();
    }

    private static boolean isUsual(URI origin) {
        return "https".equals(origin.getScheme()) && (origin.getPort() == -1 || origin.getPort() == ProbeReport.HTTPS);
    }

    private static Stream<Way> atAddresses(ProbeReport report, URI origin) {
        return report.handshakes().stream()
                .filter(hands -> hands.port() == ProbeReport.HTTPS
                        && !hands.neutral()
                        && hands.failure().isEmpty())
                .map(hands -> new Way(origin, Optional.of(hands.address())));
    }

    private boolean isTaken(Way way) throws InterruptedException {
        var request = HttpRequest.newBuilder(way.origin().resolve("/api/probe"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(closed.toByteArray()))
                .build();
        try (var line = new OneWay(way.address(), PATIENCE)) {
            try {
                int status =
                        line.http().send(request, BodyHandlers.discarding()).statusCode();
                if (status >= DONE) {
                    failures.accept(way.toString(), "status " + status);
                }
                return status < DONE;
            } catch (IOException blocked) {
                failures.accept(way.toString(), line.why(blocked).word());
                return false;
            }
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
