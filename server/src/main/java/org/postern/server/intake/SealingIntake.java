package org.postern.server.intake;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.seal.SealedMessage;
import org.postern.seal.Sealer;
import org.postern.seal.SealingFailed;
import org.postern.seal.ThreadHash;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.ThreadKeys;
import org.postern.server.db.StoreBroken;
import org.postern.server.intake.Reports.Fate;
import org.postern.server.keys.Directory;
import org.postern.server.mailstore.Accepted;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.NewEmail;
import org.postern.server.mailstore.NewEmail.Folder;
import org.postern.server.mailstore.Role;
import org.postern.server.net.MemoryBudget;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;
import org.postern.wire.mime.HeaderBlock;
import org.postern.wire.mime.SummaryReader;
import org.postern.wire.smtp.Notify;

/// Observes, judges, seals, keeps. A message is readable in memory here and nowhere after (THREAT T-01,
/// T-18): what cannot be sealed or stored is deferred, and nothing of it stays.
public final class SealingIntake implements Intake, AutoCloseable {
    private static final Trace TRACE = Trace.of(SealingIntake.class);
    private static final long LARGE = 256 * 1024;
    private static final long BATCH = 64 * 1024 * 1024;
    private static final Outcome BROKEN =
            new Outcome.Deferred(451, "4.3.0", "The message cannot be kept now, try again later");
    private static final Outcome NO_MEMORY =
            new Outcome.Deferred(452, "4.3.1", "Too much mail at once, try again later");
    private static final Outcome FULL = new Outcome.Deferred(452, "4.2.2", "The mailbox is full, try again later");

    private final Parts parts;
    private final Judge judge;
    private final SecureRandom random = new SecureRandom();
    private final SealingPool pool = new SealingPool();

    /// What intake is made of.
    ///
    /// @param hostName as the Received field says it
    /// @param memory shared with the doors
    /// @param steps [Step#standard] and more
    public record Parts(
            IntakeSettings settings,
            String hostName,
            List<Step> steps,
            Directory directory,
            ThreadKeys threadKeys,
            Sealer sealer,
            Mailstore mailstore,
            Reports reports,
            MemoryBudget memory,
            Clock clock) {}

    /// One message for one account, and how the sender named it.
    private record Target(Arrival arrival, int recipient) {
        AccountId account() {
            return arrival.recipients().get(recipient).account();
        }
    }

    public SealingIntake(Parts parts) {
        this.parts = parts;
        judge = new Judge(parts.settings());
    }

    @Override
    public Outcome take(Arrival arrival) {
        try {
            var header = HeaderBlock.read(arrival.message());
            var findings = new ArrayList<Finding>();
            parts.steps().forEach(step -> findings.addAll(step.observe(arrival, header)));
            return switch (judge.judge(findings)) {
                case Verdict.Refuse(var answer) -> answer;
                case Verdict.Defer(var answer) -> answer;
                case Verdict.Accept(var folder) -> keep(arrival, findings, folder);
            };
        } catch (StoreBroken | SealingFailed broken) {
            TRACE.failure(
                    "message was not kept",
                    broken,
                    Field.count("recipients", arrival.recipients().size()));
            return BROKEN;
        }
    }

    /// Ends the threads that seal large mail.
    @Override
    public void close() {
        pool.close();
    }

    private Outcome keep(Arrival arrival, List<Finding> findings, Role folder) {
        var letter = letter(arrival, findings, folder);
        var targets = targets(arrival);
        var results = new ArrayList<Accepted>();
        long sealedBytes = letter.message().size() + letter.message().size() / 8 + 8192; // Padmé adds 12 % at most
        int batch = (int) Math.max(1, BATCH / sealedBytes);
        // A large message for many is sealed and kept in several batches. Should a later batch fail, the
        // sender tries all again, and some get it twice: better than once too few.
        for (int from = 0; from < targets.size(); from += batch) {
            var some = targets.subList(from, Math.min(targets.size(), from + batch));
            try (var share = parts.memory().share()) {
                if (!share.growTo(sealedBytes * some.size())) {
                    return NO_MEMORY;
                }
                results.addAll(parts.mailstore().accept(sealed(some, letter)));
            }
        }
        return told(arrival, targets, results);
    }

    /// @param message with our fields before it
    private record Letter(Octets message, Octets summary, Optional<String> threadRoot, Role folder) {}

    private Letter letter(Arrival arrival, List<Finding> findings, Role folder) {
        var authentication = findings.stream()
                .filter(Finding.Authentication.class::isInstance)
                .map(finding -> ((Finding.Authentication) finding).result())
                .toList();
        var summary = SummaryReader.read(arrival.message(), arrival.returnPath(), authentication);
        var fields = TraceFields.written(
                arrival, parts.hostName(), id(), parts.clock().instant());
        return new Letter(
                HeaderBlock.prepend(fields, arrival.message()), summary.toJson(), summary.threadRoot(), folder);
    }

    /// The first recipient of each account: two addresses of one mailbox get one copy.
    private static List<Target> targets(Arrival arrival) {
        var seen = new HashSet<AccountId>();
        var targets = new ArrayList<Target>();
        for (int i = 0; i < arrival.recipients().size(); i++) {
            if (seen.add(arrival.recipients().get(i).account())) {
                targets.add(new Target(arrival, i));
            }
        }
        return targets;
    }

    private List<Mailstore.Delivery> sealed(List<Target> targets, Letter letter) {
        var deliveries = new ArrayList<Mailstore.Delivery>(targets.size());
        for (var target : targets) {
            var threadKey = Octets.of(parts.threadKeys().threadKey(target.account()));
            var hash = ThreadHash.of(threadKey, letter.threadRoot(), random::nextBytes);
            deliveries.add(new Mailstore.Delivery(
                    target.account(),
                    new NewEmail(
                            sealed(target.account(), letter),
                            hash,
                            Set.of(new Folder.ByRole(letter.folder())),
                            Set.of(),
                            parts.clock().instant())));
        }
        return deliveries;
    }

    private SealedMessage sealed(AccountId account, Letter letter) {
        var certificate = parts.directory().storageCertificate(account);
        return letter.message().size() < LARGE
                ? parts.sealer().seal(certificate, letter.summary(), letter.message())
                : pool.run(() -> parts.sealer().seal(certificate, letter.summary(), letter.message()));
    }

    /// When nobody got it, the sender's own server says so. When some did, those who did not are told of
    /// by a report; if that cannot be kept, all is deferred, since 250 would hide a loss.
    private Outcome told(Arrival arrival, List<Target> targets, List<Accepted> results) {
        if (!results.contains(Accepted.KEPT)) {
            return results.contains(Accepted.FULL) ? FULL : BROKEN;
        }
        var failed = new ArrayList<Reports.Line>();
        var delivered = new ArrayList<Reports.Line>();
        for (int i = 0; i < targets.size(); i++) {
            var to = arrival.recipients().get(targets.get(i).recipient());
            var wishes = arrival.wishes().of(targets.get(i).recipient());
            switch (results.get(i)) {
                case KEPT -> {
                    if (wishes.notifyOn().contains(Notify.SUCCESS)) {
                        delivered.add(new Reports.Line(to, wishes, Fate.DELIVERED));
                    }
                }
                case FULL -> failed.add(new Reports.Line(to, wishes, Fate.FULL));
                case NO_ACCOUNT -> failed.add(new Reports.Line(to, wishes, Fate.GONE));
            }
        }
        failed.removeIf(line -> !wantsFailure(line));
        if (arrival.returnPath().isPresent()) {
            report(arrival, failed);
            reportIfPossible(arrival, delivered);
        }
        return new Outcome.Kept();
    }

    private static boolean wantsFailure(Reports.Line line) {
        var notifyOn = line.wishes().notifyOn();
        return notifyOn.isEmpty() || notifyOn.contains(Notify.FAILURE);
    }

    private void report(Arrival arrival, List<Reports.Line> lines) {
        if (!lines.isEmpty()) {
            parts.reports().send(arrival, lines);
        }
    }

    private void reportIfPossible(Arrival arrival, List<Reports.Line> lines) {
        try {
            report(arrival, lines);
        } catch (StoreBroken broken) {
            TRACE.failure("sender is not told that the message was delivered", broken);
        }
    }

    private String id() {
        var octets = new byte[8];
        random.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }
}
