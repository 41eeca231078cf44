package org.postern.server.smtpout;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postern.server.net.DialFailed;
import org.postern.server.net.Names;
import org.postern.server.net.PublicAddress;
import org.postern.wire.address.Domain;
import org.postern.wire.dns.Lookup;
import org.postern.wire.smtp.Command;

/// Errands to one domain, one after the other over one connection while it holds.
public final class Visit implements AutoCloseable {
    private static final int MOST_ADDRESSES = 10;
    private static final int MOST_TRANSACTIONS = 100;

    private final Names names;
    private final boolean privateAllowed;
    private final Timeouts timeouts;
    private final Routes routes;
    private final Opening opening;
    private final Domain destination;
    private @Nullable Session session;
    private int transactions;
    private boolean leftOpen;

    Visit(Courier.Parts parts, Routes routes, Opening opening, Domain destination) {
        this.names = parts.names();
        this.privateAllowed = parts.settings().allowPrivateDestinations();
        this.timeouts = parts.timeouts();
        this.routes = routes;
        this.opening = opening;
        this.destination = destination;
    }

    /// One answer for every recipient, in the order of the errand.
    public Map<Errand.Recipient, Attempt> carry(Errand errand) {
        var left = new ArrayList<>(errand.to());
        var attempts = new LinkedHashMap<Errand.Recipient, Attempt>();
        while (!left.isEmpty()) {
            var done = carrySome(errand, left);
            attempts.putAll(done);
            left.removeAll(done.keySet());
        }
        attempts.values().forEach(opening.metrics()::attempt);
        var inOrder = new LinkedHashMap<Errand.Recipient, Attempt>();
        errand.to().forEach(recipient -> inOrder.put(recipient, attempts.get(recipient)));
        return inOrder;
    }

    /// INVARIANT: decides on at least one recipient, so that the caller's loop ends.
    private Map<Errand.Recipient, Attempt> carrySome(Errand errand, List<Errand.Recipient> left) {
        var reused = session;
        if (reused != null) {
            var done = transact(reused, errand, left);
            if (done.isPresent()) {
                return done.get();
            }
        }
        var connected = connect();
        if (connected.isPresent()) {
            return all(left, connected.get());
        }
        var fresh = session;
        if (fresh == null) {
            throw new IllegalStateException("connected without a session");
        }
        return transact(fresh, errand, left)
                .orElseGet(() -> all(left, new Attempt.NoConnection(DialFailed.Word.EOF_ERROR)));
    }

    /// Empty when the session turned out to be dead before the peer had heard of the errand.
    private Optional<Map<Errand.Recipient, Attempt>> transact(
            Session with, Errand errand, List<Errand.Recipient> left) {
        int most = Math.min(left.size(), with.extensions().mostRecipients());
        var transaction = new Transaction(with, errand, List.copyOf(left.subList(0, most)), timeouts);
        boolean first = transactions++ == 0;
        try {
            if (leftOpen) {
                with.conversation().ask(new Command.Reset(), timeouts.command());
            }
            // THREAT T-30: who is slow in every step, and too slow in none, holds the place no longer than this
            try (var _ = with.conversation().line().closeAfter(timeouts.transaction())) {
                transaction.run();
            }
            leftOpen = transaction.leftOpen();
            if (transaction.turnedAway() && !first) {
                drop();
                return Optional.empty();
            }
            if (transaction.closing()
                    || transactions
                            >= Math.min(MOST_TRANSACTIONS, with.extensions().mostTransactions())) {
                leave();
            }
        } catch (DialFailed broken) {
            drop();
            if (!first && !transaction.answered()) {
                return Optional.empty();
            }
            var done = new LinkedHashMap<>(transaction.attempts());
            left.subList(0, most)
                    .forEach(recipient -> done.putIfAbsent(recipient, new Attempt.NoConnection(broken.word())));
            return Optional.of(done);
        }
        return Optional.of(transaction.attempts());
    }

    /// Tries the servers in their order, each at each of its addresses, until one talks to us.
    ///
    /// @return empty with a session, else what to tell every recipient
    private Optional<Attempt> connect() {
        return switch (routes.to(destination)) {
            case Route.Nowhere nowhere -> Optional.of(nowhere.because());
            case Route.Hosts hosts -> connect(hosts.hosts());
        };
    }

    private Optional<Attempt> connect(List<Route.Host> hosts) {
        var failures = new ArrayList<Attempt>();
        int tried = 0;
        for (var host : hosts) {
            var found = addresses(host);
            if (found.isEmpty()) {
                failures.add(noAddress(host));
            }
            for (var address : found) {
                if (tried++ == MOST_ADDRESSES) {
                    return Optional.of(summary(failures));
                }
                var failure = connect(host, address);
                if (failure.isEmpty()) {
                    return Optional.empty();
                }
                failures.add(failure.get());
            }
        }
        return Optional.of(summary(failures));
    }

    private Optional<Attempt> connect(Route.Host host, InetAddress address) {
        try {
            session = opening.open(host.name(), new InetSocketAddress(address, host.port()));
            transactions = 0;
            leftOpen = false;
            opening.metrics().connected();
            return Optional.empty();
        } catch (DialFailed failed) {
            opening.metrics().notConnected(failed.word());
            return Optional.of(new Attempt.NoConnection(failed.word()));
        } catch (Opening.Unwelcome unwelcome) {
            opening.metrics().unwelcome();
            return Optional.of(judge(host, unwelcome));
        }
    }

    /// Refused only when every server is out of the question; else what tells the sender most.
    private static Attempt summary(List<Attempt> failures) {
        return failures.stream()
                .filter(Attempt.Deferred.class::isInstance)
                .findFirst()
                .or(() -> failures.stream()
                        .filter(Attempt.NoConnection.class::isInstance)
                        .findFirst())
                .or(() -> failures.stream().findFirst())
                .orElse(new Attempt.NoConnection(DialFailed.Word.DNS_NO_ANSWER));
    }

    /// RFC 5321 §3.1 and RFC 7504: 554 and 521 mean that there never is mail service there. Any other
    /// greeting, and any refusal of our EHLO, may be about today.
    private static Attempt judge(Route.Host host, Opening.Unwelcome unwelcome) {
        var reply = unwelcome.reply();
        return reply.code() == 554 || reply.code() == 521
                ? new Attempt.Refused(Optional.of(host.name()), reply)
                : new Attempt.Deferred(Optional.of(host.name()), reply);
    }

    private List<InetAddress> addresses(Route.Host host) {
        if (host.literal().isPresent()) {
            return List.of(host.literal().get());
        }
        Predicate<InetAddress> allowed = address -> privateAllowed || host.configured() || PublicAddress.is(address);
        return names.addresses(host.name()) instanceof Lookup.Found<InetAddress> found
                ? found.answers().stream().filter(allowed).toList()
                : List.of();
    }

    private Attempt noAddress(Route.Host host) {
        return switch (names.addresses(host.name())) {
            // THREAT T-11: it has addresses, and none is of the open Internet
            case Lookup.Found<InetAddress> forbidden ->
                Attempt.refused(550, "5.4.4", "The domain's server has no public address");
            case Lookup.Failed<InetAddress> failed -> new Attempt.NoConnection(DialFailed.Word.DNS_TEMPORARY_FAILURE);
            case Lookup.NoSuchName<InetAddress> none -> unknownHost(host);
            case Lookup.NoRecords<InetAddress> none -> unknownHost(host);
        };
    }

    /// Of a domain without MX and without addresses: it is no mail domain. Of a server that an MX names:
    /// somebody's mistake, which may be mended.
    private Attempt unknownHost(Route.Host host) {
        return host.name().equals(destination)
                ? Attempt.refused(550, "5.1.2", "The domain has no mail server")
                : Attempt.deferred(451, "4.4.4", "The domain's mail server has no address");
    }

    private static Map<Errand.Recipient, Attempt> all(List<Errand.Recipient> to, Attempt attempt) {
        var attempts = new LinkedHashMap<Errand.Recipient, Attempt>();
        to.forEach(recipient -> attempts.put(recipient, attempt));
        return attempts;
    }

    private void leave() {
        var open = session;
        session = null;
        if (open != null) {
            open.conversation().quit();
        }
    }

    private void drop() {
        var open = session;
        session = null;
        if (open != null) {
            open.conversation().close();
        }
    }

    /// QUIT, when a connection is open.
    @Override
    public void close() {
        leave();
    }
}
