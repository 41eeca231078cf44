package org.postern.reach.probe;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postern.reach.Failure;
import org.postern.reach.ProbeFindings;

/// One round of `postern probe`: what was tried from inside a network, in order, and what came of it.
/// It names addresses of ours and nobody else's.
public record ProbeReport(
        Instant started,
        Duration took,
        List<Question> questions,
        List<Dial> dials,
        List<Talk> talks,
        List<Handshake> handshakes) {
    public static final int SMTP = 25;
    public static final int SUBMISSIONS = 465;
    public static final int HTTPS = 443;

    public ProbeReport {
        questions = List.copyOf(questions);
        dials = List.copyOf(dials);
        talks = List.copyOf(talks);
        handshakes = List.copyOf(handshakes);
    }

    /// One name looked up.
    ///
    /// @param resolver empty for the system's, else the URL of one for DNS over HTTPS
    public record Question(String resolver, String name, Optional<Failure> failure, List<InetAddress> answers) {
        boolean isSystem() {
            return resolver.isEmpty();
        }
    }

    /// One TCP connection.
    ///
    /// @param port as the service knows it: 25, 465 or 443
    public record Dial(InetAddress address, int port, Optional<Failure> failure) {}

    /// One SMTP conversation at port 25.
    ///
    /// @param step the last one begun: banner, ehlo, starttls, ladder
    /// @param failure of banner or EHLO alone
    /// @param starttls EHLO was answered with it
    /// @param stoppedAt octets that had passed when the ladder stopped
    public record Talk(
            InetAddress address, String step, Optional<Failure> failure, boolean starttls, Optional<Long> stoppedAt) {}

    /// One TLS handshake.
    ///
    /// @param neutral the name asked for was not ours
    public record Handshake(
            InetAddress address, int port, String serverName, boolean neutral, Optional<Failure> failure) {}

    /// What it comes to, for each address of ours that was tried.
    ///
    /// @param ours every address that the service has; another in an answer of DNS is a lie
    public Map<InetAddress, ProbeFindings> findings(Set<InetAddress> ours) {
        var found = new LinkedHashMap<InetAddress, ProbeFindings>();
        for (var dial : dials) {
            if (dial.port() == SMTP && ours.contains(dial.address())) {
                found.put(dial.address(), findings(dial, ours));
            }
        }
        return found;
    }

    private ProbeFindings findings(Dial mail, Set<InetAddress> ours) {
        var talk = talks.stream()
                .filter(one -> one.address().equals(mail.address()))
                .findFirst();
        return new ProbeFindings(
                resolved(questions.stream().filter(Question::isSystem), ours),
                resolved(questions.stream().filter(question -> !question.isSystem()), ours),
                mail.failure(),
                dialled(mail.address(), SUBMISSIONS),
                dialled(mail.address(), HTTPS),
                talk.map(Talk::failure).orElse(unknown()),
                talk.map(Talk::starttls).orElse(false),
                shaken(mail.address(), false),
                shaken(mail.address(), true),
                talk.flatMap(Talk::stoppedAt),
                sibling(mail, ours));
    }

    /// What it says of our names alone, for whoever has an address that was not tried: nothing but when the
    /// system's resolver is wrong about them and another one that was asked is right.
    public Optional<ProbeFindings> falseNames(Set<InetAddress> ours) {
        var system = resolved(questions.stream().filter(Question::isSystem), ours);
        var others = resolved(questions.stream().filter(question -> !question.isSystem()), ours);
        return system.isPresent() && others.isEmpty()
                ? Optional.of(ProbeFindings.ofNames(system, others))
                : Optional.empty();
    }

    /// Good when any asking was answered with an address of ours, since resolvers add to answers what their network
    /// needs; what was not asked is unknown, since "it works" would speak against a block. One lie tells more than
    /// any number of questions that failed.
    private static Optional<Failure> resolved(Stream<Question> asked, Set<InetAddress> ours) {
        var results = asked.map(question -> question.failure()
                        .or(() -> isRight(question.answers(), ours)
                                ? Optional.empty()
                                : Optional.of(Failure.DNS_BOGON_ERROR)))
                .toList();
        return results.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : results.stream()
                        .flatMap(Optional::stream)
                        .min(Comparator.comparing(failure -> !failure.isLie()))
                        .or(ProbeReport::unknown);
    }

    private static boolean isRight(List<InetAddress> answers, Set<InetAddress> ours) {
        return answers.isEmpty() || answers.stream().map(Translated::original).anyMatch(ours::contains);
    }

    private Optional<Failure> dialled(InetAddress address, int port) {
        return dials.stream()
                .filter(dial -> dial.address().equals(address) && dial.port() == port)
                .findFirst()
                .map(Dial::failure)
                .orElse(unknown());
    }

    private Optional<Failure> shaken(InetAddress address, boolean neutral) {
        return handshakes.stream()
                .filter(one -> one.address().equals(address) && one.port() == SMTP && one.neutral() == neutral)
                .findFirst()
                .map(Handshake::failure)
                .orElse(unknown());
    }

    /// The control: port 25 of another address of ours.
    private Optional<Failure> sibling(Dial mail, Set<InetAddress> ours) {
        var others = dials.stream()
                .filter(dial ->
                        dial.port() == SMTP && !dial.address().equals(mail.address()) && ours.contains(dial.address()))
                .toList();
        return others.stream().anyMatch(dial -> dial.failure().isEmpty())
                ? Optional.empty()
                : others.stream()
                        .flatMap(dial -> dial.failure().stream())
                        .findFirst()
                        .or(ProbeReport::unknown);
    }

    private static Optional<Failure> unknown() {
        return Optional.of(Failure.UNKNOWN_FAILURE);
    }
}
