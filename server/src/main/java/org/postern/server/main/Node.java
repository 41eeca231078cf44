package org.postern.server.main;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postern.server.accounts.Invitations;
import org.postern.server.accounts.SessionSweeper;
import org.postern.server.admin.AccountOrders;
import org.postern.server.admin.AdminDoor;
import org.postern.server.admin.BackupOrders;
import org.postern.server.admin.Doctor;
import org.postern.server.admin.DomainOrders;
import org.postern.server.admin.Order;
import org.postern.server.admin.QueueOrders;
import org.postern.server.blobs.Pace;
import org.postern.server.dns.DnsDoor;
import org.postern.server.http.Api;
import org.postern.server.http.HttpDoor;
import org.postern.server.http.MetricsDoor;
import org.postern.server.http.Readiness;
import org.postern.server.http.SessionGate;
import org.postern.server.jmap.JmapDoor;
import org.postern.server.net.Tls;
import org.postern.server.probes.ByMail;
import org.postern.server.smtpin.Door;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.address.Domain;

/// One running server: rooms are put together here and in the records that it builds on ([Keepers],
/// [Work]), for production, tests and lab alike.
public final class Node implements AutoCloseable {
    private static final long LEAST_FREE_BYTES = 256L << 20;
    private static final long SCANNED_A_SECOND = 200L << 20;
    private static final String VERSION = "0.1.0";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Base base;
    private final Door smtp;
    private final HttpDoor http;
    private final NameDoor dns;

    /// What every room may need.
    ///
    /// @param self the name of this server
    record Base(Path data, Settings settings, Domain self, Clock clock, SecureRandom random, Metrics metrics) {}

    /// Starts everything; when this returns, mail is taken and pages are served.
    ///
    /// @throws RuntimeException when something did not start; what had started is closed again
    public static Node start(Path data, Settings settings, Clock clock) {
        var self = Domain.parse(settings.hostName())
                .orElseThrow(() -> new IllegalArgumentException("host_name is not a domain name"));
        return new Node(new Base(data, settings, self, clock, new SecureRandom(), new Metrics()));
    }

    private Node(Base base) {
        this.base = base;
        try {
            var keepers = Keepers.open(base, open);
            var work = Work.open(base, keepers, open);
            makeFirstDomains(keepers);
            keep(new SessionSweeper(keepers.sessions(), base.clock()));
            var reachingUs = ReachingUs.open(base, keepers, work);
            var reach = new NameDoor.Reach(
                    work.reach().choice(),
                    work.reach()::addressesForAll,
                    work.reach().sightings(),
                    work.publication());
            this.dns = NameDoor.open(base, keepers, reach, open);
            keep(new AdminDoor(base.data(), orders(keepers, work, reachingUs)));
            var certificate = configuredCertificate();
            this.http = keep(httpDoor(keepers, work, reachingUs, certificate));
            var mailCertificate = mailCertificate(certificate);
            var house = RelayHouse.build(base, keepers.relays(), http, mailCertificate);
            http.start();
            var metrics = keep(new MetricsDoor(base.settings().http().metricsListen(), base.metrics()));
            metrics.start();
            this.smtp = keep(Door.open(doorParts(keepers, work, reachingUs, mailCertificate)));
            house.open(smtp, open);
            work.queue().start();
            work.reach().start(smtp);
        } catch (RuntimeException broken) {
            close();
            throw broken;
        }
    }

    public int smtpPort() {
        return smtp.port();
    }

    public int httpPort() {
        return http.address().port();
    }

    /// Empty when no zone is answered for.
    public Optional<Integer> dnsPort() {
        return dns.door().map(DnsDoor::port);
    }

    /// Where the page is, as somebody on this machine types it.
    public String site() {
        var scheme = base.settings().tls().certificate().isPresent() ? "https" : "http";
        return base.settings().http().siteUrl().orElse(scheme + "://" + http.address());
    }

    /// In the reverse order of starting: the doors first, the database last.
    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception broken) {
                throw new IllegalStateException("a room did not close", broken);
            }
        }
    }

    private <T extends AutoCloseable> T keep(T room) {
        open.push(room);
        return room;
    }

    private void makeFirstDomains(Keepers keepers) {
        if (!keepers.accounts().domains().isEmpty()) {
            return;
        }
        for (var name : base.settings().firstDomains()) {
            var domain = Domain.parse(name)
                    .orElseThrow(() -> new IllegalArgumentException("first_domains: '" + name + "' is no domain name"));
            keepers.accounts().addDomain(domain);
            keepers.dkim().ensure(domain);
        }
    }

    private List<Order> orders(Keepers keepers, Work work, ReachingUs reachingUs) {
        var invitations = new Invitations(keepers.database(), base.settings().accounts(), base.clock(), base.random());
        return Stream.of(
                        Reaching.orders(work.reach()).all(),
                        new DomainOrders(keepers.accounts(), keepers.dkim(), dns.mailHosts(base.self())).all(),
                        new AccountOrders(keepers.accounts(), invitations, keepers.mailstore()).all(),
                        new QueueOrders(work.queue(), base.clock()).all(),
                        reachingUs.orders(),
                        new Doctor(
                                        base.data(),
                                        keepers.accounts(),
                                        keepers.directory(),
                                        work.queue(),
                                        work.names(),
                                        dns.mailHosts(base.self()),
                                        keepers.scan(base.data(), Pace.of(base.clock(), SCANNED_A_SECOND)))
                                .all(),
                        new BackupOrders(keepers.backup(base)).all(),
                        RelayHouse.orders(base, keepers.relays()),
                        dns.orders())
                .flatMap(List::stream)
                .toList();
    }

    private HttpDoor httpDoor(Keepers keepers, Work work, ReachingUs reachingUs, Optional<Tls> configured) {
        var settings = base.settings();
        var gate = new SessionGate(keepers.sessions(), settings.http());
        var context = new HttpDoor.Context(
                settings.http(), base.clock(), base.metrics(), work.reach().sightings());
        var jmap = new JmapDoor(
                settings.jmap(),
                new JmapDoor.Entry(
                        gate,
                        keepers.accounts(),
                        keepers.accounts(),
                        settings.http().siteUrl()),
                new JmapDoor.Ground(
                        keepers.mailstore(),
                        work.queue(),
                        keepers.events(),
                        keepers.directory(),
                        work.sealer(),
                        base.clock()));
        var ready = List.of(Readiness.database(keepers.database()), Readiness.disk(base.data(), LEAST_FREE_BYTES));
        var pages =
                new HttpDoor.Pages(new Api(keepers.apiRooms(base, reachingUs), gate, context, VERSION), "/web", ready);
        var annexes = Reaching.annexes(base, work.reach(), jmap, reachingUs.annex());
        return new HttpDoor(context, pages, annexes, configured.map(Tls::context));
    }

    private Optional<Tls> configuredCertificate() {
        var tls = base.settings().tls();
        return tls.certificate().flatMap(chain -> tls.key().map(key -> Tls.fromPem(chain, key)));
    }

    private Tls mailCertificate(Optional<Tls> configured) {
        return configured.orElseGet(
                () -> Tls.selfSigned(base.data(), List.of(base.self().name()), base.clock()));
    }

    private Door.Parts doorParts(Keepers keepers, Work work, ReachingUs reachingUs, Tls certificate) {
        return new Door.Parts(
                base.settings().smtp(),
                base.self().name(),
                keepers.accounts(),
                (account, sizeBytes) -> {
                    var usage = keepers.mailstore().usage(account);
                    return usage.usedBytes() + sizeBytes < usage.quotaBytes();
                },
                new ByMail(work.intake(), reachingUs.reception()),
                Optional.of(certificate),
                work.memory(),
                base.clock(),
                base.metrics(),
                work.reach().sightings());
    }
}
