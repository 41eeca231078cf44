package org.postern.server.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.postern.server.accounts.Accounts;
import org.postern.server.db.StoreBroken;
import org.postern.server.keys.Directory;
import org.postern.server.net.Names;
import org.postern.server.queue.DurableQueue;
import org.postern.wire.address.Domain;
import org.postern.wire.dns.Lookup;
import org.postern.wire.dns.MailExchanger;

/// `postern doctor`: looks for what is wrong and says what to do.
public final class Doctor {
    private static final long LITTLE_SPACE = 1L << 30;
    private static final int MANY_JOBS = 1000;

    private final Path dataFolder;
    private final Accounts accounts;
    private final Directory directory;
    private final DurableQueue queue;
    private final Names names;
    private final List<Domain> mailHosts;
    private final DiskScan scan;

    /// @param scan reads everything that is stored, for `--scan`
    public Doctor(
            Path dataFolder,
            Accounts accounts,
            Directory directory,
            DurableQueue queue,
            Names names,
            List<Domain> mailHosts,
            DiskScan scan) {
        this.dataFolder = dataFolder;
        this.accounts = accounts;
        this.directory = directory;
        this.queue = queue;
        this.names = names;
        this.mailHosts = List.copyOf(mailHosts);
        this.scan = scan;
    }

    public List<Order> all() {
        return List.of(new Order("doctor", "[--scan]", this::work));
    }

    private Answer work(List<String> words) {
        if (words.isEmpty()) {
            return examine();
        }
        return words.equals(List.of("--scan"))
                ? scan.run()
                : new Answer.Refused("usage: postern doctor [--scan]; '--repair' works on a stopped service");
    }

    private Answer examine() {
        var findings = new ArrayList<String>();
        examineDisk(findings);
        examineDomains(findings);
        examineCertificates(findings);
        examineQueue(findings);
        if (findings.stream().noneMatch(finding -> finding.startsWith("BAD"))) {
            findings.add("Nothing is wrong that can be seen from here.");
        }
        return new Answer.Done(findings);
    }

    private void examineDisk(List<String> findings) {
        try {
            long free = Files.getFileStore(dataFolder).getUsableSpace();
            findings.add((free < LITTLE_SPACE ? "BAD" : "ok ") + "  disk: " + free / 1_000_000 + " MB free"
                    + (free < LITTLE_SPACE ? "; mail is deferred when it is full, so make room" : ""));
        } catch (IOException broken) {
            findings.add("BAD  disk: the data folder cannot be read");
        }
    }

    private void examineDomains(List<String> findings) {
        if (accounts.domains().isEmpty()) {
            findings.add("BAD  domains: none; 'postern domain add DOMAIN' adds one");
        }
        if (!namesAnswer()) {
            findings.add("BAD  names: no resolver answers, so mail to elsewhere waits; see [names] servers, or the"
                    + " machine's own resolver");
            return;
        }
        for (var domain : accounts.domains()) {
            findings.add(mailRoute(domain));
        }
    }

    /// Whether a name that everybody's resolver knows is known to ours.
    private boolean namesAnswer() {
        return accounts.domains().stream().allMatch(domain -> domain.name().endsWith(".localhost"))
                || !(names.mailExchangers(new Domain("example.com")) instanceof Lookup.Failed<MailExchanger>);
    }

    private String mailRoute(Domain domain) {
        if (domain.name().endsWith(".localhost")) {
            return "ok   domain " + domain + ": for this machine only";
        }
        boolean pointsHere = names.mailExchangers(domain) instanceof Lookup.Found<MailExchanger>(var found)
                && found.stream()
                        .anyMatch(exchanger ->
                                exchanger.host().map(mailHosts::contains).orElse(false));
        return pointsHere
                ? "ok   domain " + domain + ": its MX is " + mailHosts.getFirst()
                : "BAD  domain " + domain + ": no MX record points to " + mailHosts.getFirst()
                        + "; see 'postern domain dns " + domain + "'";
    }

    private void examineCertificates(List<String> findings) {
        int bad = 0;
        for (var account : accounts.all()) {
            try {
                directory.storageCertificate(account.id());
            } catch (StoreBroken unusable) {
                bad++;
            }
        }
        findings.add(
                bad == 0
                        ? "ok   keys: mail for every account can be sealed"
                        : "BAD  keys: " + bad + " account(s) whose mail cannot be sealed; their mail is deferred");
    }

    private void examineQueue(List<String> findings) {
        int waiting = queue.list().size();
        findings.add((waiting > MANY_JOBS ? "BAD" : "ok ") + "  queue: " + waiting + " job(s) wait"
                + (waiting > MANY_JOBS ? "; see 'postern queue list'" : ""));
        int held = queue.held().size();
        if (held > 0) {
            findings.add("BAD  queue: " + held + " job(s) are held; 'postern queue list' says why");
        }
    }
}
