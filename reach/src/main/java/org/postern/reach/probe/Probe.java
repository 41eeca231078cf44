package org.postern.reach.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postern.reach.Failure;
import org.postern.reach.dial.DohLookup;
import org.postern.reach.dial.Failures;
import org.postern.reach.dial.Resolved;
import org.postern.reach.probe.ProbeReport.Question;

/// Measures the ways to a service from where it runs: names by the system's resolver and by DNS over
/// HTTPS, then at each address ports 25, 465 and 443, an SMTP conversation, TLS with our name and a
/// neutral one, and a ladder of octets. Each address is the control of the others.
public final class Probe {
    private static final int MOST_ADDRESSES = 16;

    private final ProbePlan plan;
    private final NameLookup system;
    private final List<DohLookup> others;
    private final InstantSource clock;

    /// The system's resolver.
    @FunctionalInterface
    public interface NameLookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    /// @param others resolvers by DNS over HTTPS
    public Probe(ProbePlan plan, NameLookup system, List<DohLookup> others, InstantSource clock) {
        this.plan = plan;
        this.system = system;
        this.others = List.copyOf(others);
        this.clock = clock;
    }

    /// Takes a minute or two where much is silent.
    ///
    /// @throws InterruptedException when the thread is to stop
    public ProbeReport run() throws InterruptedException {
        var started = clock.instant();
        var questions = ask();
        var addresses = new LinkedHashSet<>(plan.addresses());
        questions.forEach(question -> addresses.addAll(question.answers()));
        var visits = visit(addresses);
        return new ProbeReport(
                started,
                Duration.between(started, clock.instant()),
                questions,
                visits.stream().flatMap(visit -> visit.dials().stream()).toList(),
                visits.stream().flatMap(visit -> visit.talks().stream()).toList(),
                visits.stream().flatMap(visit -> visit.handshakes().stream()).toList());
    }

    /// Each resolver in a thread of its own, so that those who are silent are waited for together.
    private List<Question> ask() throws InterruptedException {
        var resolvers = new ArrayList<Callable<List<Question>>>();
        resolvers.add(() -> ask("", this::bySystem));
        others.forEach(other -> resolvers.add(() -> ask(other.resolver().toString(), other::addresses)));
        return together(resolvers).stream().flatMap(List::stream).toList();
    }

    private List<Question> ask(String resolver, Asking asking) throws InterruptedException {
        var asked = new ArrayList<Question>();
        for (var name : plan.mailNames()) {
            asked.add(question(resolver, name, asking.about(name)));
        }
        return asked;
    }

    @FunctionalInterface
    private interface Asking {
        Resolved<InetAddress> about(String name) throws InterruptedException;
    }

    private static Question question(String resolver, String name, Resolved<InetAddress> answer) {
        return new Question(resolver, name, answer.failure(), answer.answers());
    }

    private Resolved<InetAddress> bySystem(String name) {
        try {
            return Resolved.found(List.of(system.all(name)));
        } catch (UnknownHostException unknown) {
            return Resolved.failed(Failures.of(unknown));
        }
    }

    private List<AddressVisit> visit(Set<InetAddress> addresses) throws InterruptedException {
        return together(addresses.stream()
                .limit(MOST_ADDRESSES)
                .map(address -> (Callable<AddressVisit>) () -> visit(address))
                .toList());
    }

    /// Does all at once.
    ///
    /// @return what each came to, in their order
    private static <T> List<T> together(List<Callable<T>> tasks) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new ArrayList<T>();
            for (Future<T> task : threads.invokeAll(tasks)) {
                done.add(task.get());
            }
            return done;
        } catch (ExecutionException wrong) {
            throw new IllegalStateException("a part of the probe failed by a fault of ours", wrong);
        }
    }

    private AddressVisit visit(InetAddress address) {
        var ports = plan.ports();
        var visit = new AddressVisit(address, plan);
        visit.dial(ProbeReport.SMTP, ports.smtp());
        visit.dial(ProbeReport.SUBMISSIONS, ports.submissions());
        visit.dial(ProbeReport.HTTPS, ports.https());
        if (visit.answers(ProbeReport.SMTP)) {
            visit.talk();
        }
        if (visit.answers(ProbeReport.HTTPS)) {
            visit.handshakeAtWeb();
        }
        return visit;
    }

    /// @return why not; empty when it connected
    static Optional<Failure> connect(Socket socket, InetAddress address, int port, Duration patience) {
        try {
            socket.connect(new InetSocketAddress(address, port), Math.toIntExact(patience.toMillis()));
            socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
            return Optional.empty();
        } catch (IOException failed) {
            return Optional.of(Failures.of(failed));
        }
    }
}
