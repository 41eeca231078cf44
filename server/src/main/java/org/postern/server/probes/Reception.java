package org.postern.server.probes;

import io.prometheus.metrics.core.metrics.Counter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.postern.reach.Observation;
import org.postern.reach.ProbeFindings;
import org.postern.reach.RelayId;
import org.postern.reach.probe.ProbeReport;
import org.postern.server.accounts.Buckets;
import org.postern.server.accounts.Budget;
import org.postern.server.notary.ReportKey;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.Octets;
import org.postern.wire.Sha256;

/// Takes sealed reports in, by whatever way they came, and hands what they found to the judge.
///
/// THREAT T-42: a volunteer can lie, or be somebody else. So a report counts only with a ticket, for the
/// network that the operator gave the ticket for, while it is fresh, once, a few times an hour for each ticket and
/// each network, and what it says is one kind of evidence, which is never enough alone.
///
/// What became of our names is told of the core, which answers for them, also where its own address was not
/// tried, as no answer named it.
public final class Reception {
    private static final Duration FRESH = Duration.ofMinutes(90);
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);
    private static final Budget OF_A_REPORT = new Budget(1, FRESH.plus(CLOCKS_DIFFER));
    private static final Budget OF_A_TICKET = new Budget(4, Duration.ofMinutes(15));
    private static final Budget OF_A_NETWORK = new Budget(12, Duration.ofMinutes(5));
    private static final Budget OF_ALL = new Budget(600, Duration.ofMillis(20));
    private static final int KEYS = 10_000;
    private static final String ALL = "all";
    private static final int SECRET_LENGTH = 43;

    private final Parts parts;
    private final Buckets<String> copies;
    private final Buckets<String> buckets;
    private final Buckets<String> networks;
    private final Buckets<String> openings;
    private final Counter reports;

    /// @param ours which relay has which address, now
    /// @param judge gets what was seen
    public record Parts(
            ReportKey key,
            Volunteers volunteers,
            Supplier<Map<InetAddress, RelayId>> ours,
            Consumer<Observation.Probed> judge,
            Clock clock,
            Metrics metrics) {}

    /// What became of a report. Who sent it is not told.
    public enum Outcome {
        COUNTED,
        UNREADABLE,
        STRANGER,
        LATE,
        REPEATED,
        TOO_MANY
    }

    public Reception(Parts parts) {
        this.parts = parts;
        this.copies = new Buckets<>(OF_A_REPORT, KEYS, parts.clock());
        this.buckets = new Buckets<>(OF_A_TICKET, KEYS, parts.clock());
        this.networks = new Buckets<>(OF_A_NETWORK, KEYS, parts.clock());
        this.openings = new Buckets<>(OF_ALL, 1, parts.clock());
        this.reports = parts.metrics()
                .counter("postern_probe_reports", "Reports of volunteers, by what became of them.", "outcome");
    }

    public Outcome receive(Octets sealed) {
        var outcome = openings.take(ALL).isZero() ? opened(sealed) : Outcome.TOO_MANY;
        reports.labelValues(outcome.name().toLowerCase(Locale.ROOT)).inc();
        return outcome;
    }

    private Outcome opened(Octets sealed) {
        var opened = parts.key().open(sealed);
        if (opened.isEmpty() || opened.get().size() <= SECRET_LENGTH) {
            return Outcome.UNREADABLE;
        }
        var head = new String(opened.get().head(SECRET_LENGTH), StandardCharsets.US_ASCII);
        var report =
                OoniReading.read(opened.get().slice(SECRET_LENGTH, opened.get().size() - SECRET_LENGTH));
        if (report.isEmpty()) {
            return Outcome.UNREADABLE;
        }
        return parts.volunteers()
                .find(head)
                .map(volunteer -> count(volunteer, sealed, report.get()))
                .orElse(Outcome.STRANGER);
    }

    private Outcome count(Volunteers.Volunteer volunteer, Octets sealed, ProbeReport report) {
        var now = parts.clock().instant();
        if (report.started().isBefore(now.minus(FRESH)) || report.started().isAfter(now.plus(CLOCKS_DIFFER))) {
            return Outcome.LATE;
        }
        if (!copies.take(fingerprint(sealed)).isZero()) {
            return Outcome.REPEATED;
        }
        if (!buckets.take(volunteer.label()).isZero()
                || !networks.take(volunteer.network().toString()).isZero()) {
            return Outcome.TOO_MANY;
        }
        var at = report.started().isAfter(now) ? now : report.started();
        var ours = parts.ours().get();
        var found = report.findings(ours.keySet());
        found.forEach((address, findings) ->
                Optional.ofNullable(ours.get(address)).ifPresent(relay -> tell(at, volunteer, relay, findings)));
        if (found.keySet().stream().map(ours::get).noneMatch(RelayId.CORE::equals)) {
            report.falseNames(ours.keySet()).ifPresent(names -> tell(at, volunteer, RelayId.CORE, names));
        }
        return Outcome.COUNTED;
    }

    private void tell(Instant at, Volunteers.Volunteer volunteer, RelayId relay, ProbeFindings findings) {
        parts.judge().accept(new Observation.Probed(at, volunteer.network(), relay, findings));
    }

    /// Whoever changes an octet of a sealed report makes one that does not open.
    private static String fingerprint(Octets sealed) {
        return HexFormat.of().formatHex(Sha256.of(sealed.toByteArray()));
    }
}
