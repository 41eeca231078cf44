package org.postern.reach.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.postern.reach.Failure;
import org.postern.reach.dial.Failures;
import org.postern.reach.probe.ProbeReport.Dial;
import org.postern.reach.probe.ProbeReport.Handshake;
import org.postern.reach.probe.ProbeReport.Talk;

/// Everything that is tried at one address, one after the other.
final class AddressVisit {
    private final InetAddress address;
    private final ProbePlan plan;
    private final List<Dial> dials = new ArrayList<>();
    private final List<Talk> talks = new ArrayList<>();
    private final List<Handshake> handshakes = new ArrayList<>();

    AddressVisit(InetAddress address, ProbePlan plan) {
        this.address = address;
        this.plan = plan;
    }

    List<Dial> dials() {
        return dials;
    }

    List<Talk> talks() {
        return talks;
    }

    List<Handshake> handshakes() {
        return handshakes;
    }

    /// @param port as the report names it
    /// @param real where it is
    void dial(int port, int real) {
        try (var socket = new Socket()) {
            var failure = Probe.connect(socket, address, real, plan.patience());
            dials.add(new Dial(address, port, failure));
            if (port == ProbeReport.SMTP && failure.isEmpty()) {
                new SmtpTalk().decline(socket);
            }
        } catch (IOException closing) {
            dials.add(new Dial(address, port, Optional.of(Failures.of(closing))));
        }
    }

    boolean answers(int port) {
        return dials.stream()
                .anyMatch(dial -> dial.port() == port && dial.failure().isEmpty());
    }

    /// Two conversations: one goes up the ladder under TLS with our name, one shows what TLS with a neutral
    /// name comes to.
    void talk() {
        talks.add(converse(ourName(), false, true));
        if (talks.getFirst().starttls()) {
            converse(plan.neutralName(), true, false);
        }
    }

    private String ourName() {
        return plan.mailNames().isEmpty()
                ? address.getHostAddress()
                : plan.mailNames().getFirst();
    }

    private Talk converse(String serverName, boolean neutral, boolean climbs) {
        var conversation = new SmtpTalk();
        try (var socket = new Socket()) {
            var failure = Probe.connect(socket, address, plan.ports().smtp(), plan.patience());
            if (failure.isPresent()) {
                return new Talk(address, "connect", failure, false, Optional.empty());
            }
            try {
                conversation.greet(socket);
            } catch (IOException broken) {
                return new Talk(
                        address, conversation.step(), Optional.of(Failures.of(broken)), false, Optional.empty());
            }
            if (!conversation.offersTls()) {
                conversation.leave(socket);
                return new Talk(address, conversation.step(), Optional.empty(), false, Optional.empty());
            }
            var stopped = secured(conversation, socket, new Asked(serverName, neutral), climbs);
            return new Talk(address, conversation.step(), Optional.empty(), true, stopped);
        } catch (IOException closing) {
            return new Talk(address, conversation.step(), Optional.empty(), conversation.offersTls(), Optional.empty());
        }
    }

    private record Asked(String serverName, boolean neutral) {}

    private Optional<Long> secured(SmtpTalk conversation, Socket socket, Asked asked, boolean climbs) {
        SSLSocket secure;
        try {
            secure = conversation.secure(socket, asked.serverName());
            note(ProbeReport.SMTP, asked, Optional.empty());
        } catch (IOException broken) {
            note(ProbeReport.SMTP, asked, Optional.of(Failures.of(broken)));
            return Optional.empty();
        }
        var stopped = climbs ? conversation.climb(secure, plan.ladder()) : Optional.<Long>empty();
        if (stopped.isEmpty()) {
            conversation.leave(secure);
        }
        return stopped;
    }

    void handshakeAtWeb() {
        for (var asked : List.of(new Asked(ourName(), false), new Asked(plan.neutralName(), true))) {
            try (var socket = new Socket()) {
                var failure = Probe.connect(socket, address, plan.ports().https(), plan.patience());
                if (failure.isEmpty()) {
                    BareTls.handshake(socket, asked.serverName()).close();
                }
                note(ProbeReport.HTTPS, asked, failure);
            } catch (IOException broken) {
                note(ProbeReport.HTTPS, asked, Optional.of(Failures.of(broken)));
            }
        }
    }

    private void note(int port, Asked asked, Optional<Failure> failure) {
        handshakes.add(new Handshake(address, port, asked.serverName(), asked.neutral(), failure));
    }
}
