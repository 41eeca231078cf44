package org.postern.server.relays;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postern.reach.Failure;
import org.postern.reach.relay.RelayAdvice;
import org.postern.reach.relay.RelayLink;
import org.postern.reach.relay.RelayProblem;
import org.postern.reach.relay.RelayStream;
import org.postern.reach.relay.RelayTarget;
import org.postern.server.net.DialFailed;
import org.postern.server.net.Dialer;
import org.postern.server.time.Clock;

/// Tries a relay as it is and says in plain words what is wrong.
///
/// Whether senders reach it cannot be known from one place: it is looked at from here and from the relay
/// itself, and one of the two is enough.
public final class RelayCheck {
    private static final int MAIL = 25;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final InetAddress INWARD = InetAddress.ofLiteral("127.0.0.1");

    private final Relays relays;
    private final Dialer direct;
    private final String greeting;
    private final Clock clock;

    /// @param direct from this machine
    /// @param hostName as our door greets with
    public RelayCheck(Relays relays, Dialer direct, String hostName, Clock clock) {
        this.relays = relays;
        this.direct = direct;
        this.greeting = "220 " + hostName;
        this.clock = clock;
    }

    /// @param good whether it can serve; words beside that are advice
    public record Result(boolean good, List<String> words) {}

    /// What was seen on a port.
    private enum Seen {
        OURS,
        SOMEBODY_ELSE,
        REFUSED,
        NOTHING,
        FORBIDDEN
    }

    /// The fingerprint that a host shows.
    public String hostKeyOf(RelayTarget.Place place) throws RelayProblem {
        return relays.client().hostKeyOf(place);
    }

    /// The lines that the relay needs, with what must be known beside them.
    public List<String> lines(KnownRelay relay) {
        var lines = new ArrayList<String>();
        lines.add("In ~/.ssh/authorized_keys of " + relay.place().user() + " on it:");
        lines.add("  "
                + RelayAdvice.authorizedKeysLine(relay.target(), relays.book().key()));
        lines.add("In /etc/ssh/sshd_config on it (then: systemctl reload ssh):");
        lines.add("  " + RelayAdvice.sshdConfigLine());
        var ports = RelayAdvice.aboutPorts(relay.target());
        if (!ports.isEmpty()) {
            lines.add(ports);
        }
        return lines;
    }

    /// A relay that is known: by the connection that stands, else by a new one.
    public Result known(KnownRelay relay) {
        var link = relays.link(relay.id());
        return link.isPresent() ? look(relay, link.get()) : stranger(relay);
    }

    /// A relay that nothing is connected to.
    public Result stranger(KnownRelay relay) {
        try (var link = relays.connect(relay.target())) {
            return look(relay, link);
        } catch (RelayProblem problem) {
            var words = new ArrayList<>(List.of(
                    problem.kind() == RelayProblem.Kind.LISTENING_REFUSED
                            ? whyNotListening(relay, problem)
                            : words(problem)));
            if (problem.kind() == RelayProblem.Kind.KEY_REFUSED) {
                words.addAll(lines(relay));
            }
            return new Result(false, words);
        }
    }

    private static String words(RelayProblem problem) {
        return String.valueOf(problem.getMessage()) + ".";
    }

    /// SSH has one word for every reason, so it is asked in another way.
    private String whyNotListening(KnownRelay relay, RelayProblem problem) {
        var listening = relay.listening();
        if (listening.mailPort() < 1024 && !relay.place().user().equals("root")) {
            return RelayAdvice.aboutPorts(relay.target());
        }
        var target = relay.target();
        var quiet =
                new RelayTarget(target.id(), target.user(), target.host(), target.port(), target.hostKey(), List.of());
        try (var link = relays.connect(quiet)) {
            var there = listening.address().equals("*") ? INWARD : InetAddress.ofLiteral(listening.address());
            return switch (seenThrough(link, new InetSocketAddress(there, listening.mailPort()))) {
                case OURS, SOMEBODY_ELSE ->
                    "Port %d of %s is in use there, by another mail server perhaps. Stop it, or have the relay listen on one of its other addresses (--listen)."
                            .formatted(listening.mailPort(), relay.place().host());
                case REFUSED, NOTHING ->
                    "%s may not listen on port %d for us: permitlisten is missing in the authorized_keys line, or AllowTcpForwarding is off."
                            .formatted(relay.place().user(), listening.mailPort());
                case FORBIDDEN -> words(problem);
            };
        } catch (RelayProblem lost) {
            return words(problem);
        }
    }

    private Result look(KnownRelay relay, RelayLink link) {
        var words = new ArrayList<String>();
        boolean good = true;
        for (var address : relay.relay().addresses()) {
            good &= lookAt(relay, link, address, words);
        }
        return new Result(good, words);
    }

    private boolean lookAt(KnownRelay relay, RelayLink link, InetAddress address, List<String> words) {
        var name = address.getHostAddress();
        int own = relay.listening().mailPort();
        if (seenFromHere(new InetSocketAddress(address, MAIL)) == Seen.OURS) {
            words.add("Port 25 of " + name + " answers with our greeting, seen from here.");
            return mayConnect(seenThrough(link, new InetSocketAddress(address, MAIL)), words);
        }
        var there = seenThrough(link, new InetSocketAddress(address, MAIL));
        if (there == Seen.OURS) {
            words.add("Port 25 of " + name + " answers with our greeting, seen from the relay itself; from here it"
                    + " could not be seen, which may be this machine's own firewall.");
            return true;
        }
        if (own != MAIL && seenFromHere(new InetSocketAddress(address, own)) == Seen.OURS) {
            words.add("Port " + own + " of " + name + " answers with our greeting; senders come to port 25, so the"
                    + " relay's firewall must send 25 on to " + own + ".");
            return mayConnect(there, words);
        }
        words.add(trouble(relay, link, name, there));
        return false;
    }

    private static boolean mayConnect(Seen there, List<String> words) {
        if (there == Seen.FORBIDDEN) {
            words.add("It may not connect outward, so no mail leaves by it and it cannot look at networks: permitopen"
                    + " is missing in the authorized_keys line.");
        }
        return true;
    }

    private String trouble(KnownRelay relay, RelayLink link, String name, Seen there) {
        var inward = seenThrough(
                link, new InetSocketAddress(INWARD, relay.listening().mailPort()));
        if (there == Seen.REFUSED && inward == Seen.OURS) {
            return "It listens on 127.0.0.1 only, where no sender comes: '" + RelayAdvice.sshdConfigLine()
                    + "' is missing in /etc/ssh/sshd_config, or sshd was not reloaded.";
        }
        return switch (there) {
            case SOMEBODY_ELSE -> "Port 25 of " + name + " is answered by something else than us.";
            case FORBIDDEN ->
                "Port 25 of " + name + " was not seen from here, and the relay may not look at itself: permitopen is"
                        + " missing in the authorized_keys line. Its firewall may also refuse port 25.";
            case REFUSED -> "Port 25 of " + name + " refuses connections: is this one of the relay's addresses?";
            case NOTHING, OURS ->
                "Port 25 of " + name + " does not answer: the relay's firewall or its provider's lets nobody in.";
        };
    }

    private Seen seenFromHere(InetSocketAddress at) {
        try (var line = direct.dial(at, PATIENCE)) {
            line.readTimeout(PATIENCE);
            var octets = new byte[greeting.length()];
            int read = line.in().readNBytes(octets, 0, octets.length);
            return whose(octets, read);
        } catch (DialFailed failed) {
            return failed.word() == DialFailed.Word.CONNECTION_REFUSED ? Seen.REFUSED : Seen.NOTHING;
        } catch (IOException silent) {
            return Seen.NOTHING;
        }
    }

    private Seen seenThrough(RelayLink link, InetSocketAddress at) {
        try (var stream = link.dial(at, PATIENCE)) {
            return seen(stream);
        } catch (RelayProblem problem) {
            boolean refused = problem.failure()
                    .filter(failure -> failure == Failure.CONNECTION_REFUSED)
                    .isPresent();
            if (problem.kind() == RelayProblem.Kind.OPENING_REFUSED) {
                return Seen.FORBIDDEN;
            }
            return refused ? Seen.REFUSED : Seen.NOTHING;
        }
    }

    /// Who accepts and says nothing is somebody else.
    private Seen seen(RelayStream stream) {
        var octets = new byte[greeting.length()];
        long until = clock.nanos() + PATIENCE.toNanos();
        int at = 0;
        try {
            for (int read = 0; at < octets.length && read >= 0; at += Math.max(read, 0)) {
                read = stream.read(octets, at, octets.length - at, until);
            }
            return whose(octets, at);
        } catch (IOException silent) {
            return Seen.SOMEBODY_ELSE;
        }
    }

    private Seen whose(byte[] octets, int read) {
        var text = new String(octets, 0, read, StandardCharsets.US_ASCII);
        return text.equals(greeting) ? Seen.OURS : Seen.SOMEBODY_ELSE;
    }
}
