package org.postern.server.admin;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.plan.Pool;
import org.postern.reach.relay.RelayProblem;
import org.postern.reach.relay.RelayTarget;
import org.postern.server.relays.KnownRelay;
import org.postern.server.relays.NetworkText;
import org.postern.server.relays.RelayCheck;
import org.postern.server.relays.Relays;

/// `postern relay …` (docs/operate/relays.md).
public final class RelayOrders {
    private static final String USAGE = "USER@HOST[:PORT] --name NAME --address ADDRESS [--network NETWORK]";

    private final Relays relays;
    private final RelayCheck check;

    public RelayOrders(Relays relays, RelayCheck check) {
        this.relays = relays;
        this.check = check;
    }

    public List<Order> all() {
        return List.of(
                new Order("relay add", "USER@HOST[:PORT] [OPTIONS]", this::add),
                new Order("relay list", "", words -> list()),
                new Order("relay check", "[NAME]", this::check),
                new Order("relay serve", "NAME", words -> stand(words, Pool.Standing.SERVING)),
                new Order("relay spare", "NAME", words -> stand(words, Pool.Standing.SPARE)),
                new Order("relay retire", "NAME", words -> stand(words, Pool.Standing.RETIRED)),
                new Order("relay remove", "NAME", this::remove));
    }

    /// Without `--host-key` nothing is kept: the key that the host shows is printed to be compared.
    private Answer add(List<String> words) {
        KnownRelay relay;
        try {
            relay = read(Options.of(words));
        } catch (IllegalArgumentException wrong) {
            return new Answer.Refused(wrong.getMessage() + "\nusage: postern relay add " + USAGE);
        }
        if (known(relay.id().name()).isPresent() || relay.id().isReserved()) {
            return new Answer.Refused("the name '" + relay.id() + "' is taken; see 'postern relay list'");
        }
        return relay.hostKey().isEmpty() ? introduce(relay, words) : join(relay);
    }

    private Answer introduce(KnownRelay relay, List<String> words) {
        try {
            var shown = check.hostKeyOf(relay.place());
            var lines = new ArrayList<String>();
            lines.add(relay.place().host() + " shows the host key " + shown + ".");
            lines.add("Compare it with what this prints on the relay itself:"
                    + " ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub");
            lines.addAll(check.lines(relay));
            lines.add("When both are there, this checks them and begins:");
            lines.add("  postern relay add " + String.join(" ", words) + " --host-key " + shown);
            return new Answer.Done(lines);
        } catch (RelayProblem problem) {
            return new Answer.Refused(String.valueOf(problem.getMessage()));
        }
    }

    private Answer join(KnownRelay relay) {
        var result = check.stranger(relay);
        if (!result.good()) {
            return new Answer.Refused("the relay was not added:\n  " + String.join("\n  ", result.words()));
        }
        if (!relays.add(relay)) {
            return new Answer.Refused("the name '" + relay.id() + "' is taken");
        }
        var lines = new ArrayList<>(result.words());
        lines.add("Relay " + relay.id() + " is "
                + (relay.standing() == Pool.Standing.SPARE
                        ? "kept as a spare; 'postern relay serve " + relay.id() + "' lets answers name it."
                        : "serving."));
        return new Answer.Done(lines);
    }

    private static KnownRelay read(Options options) {
        var addresses =
                options.all("--address").stream().map(RelayOrders::literal).toList();
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("name the addresses at which senders shall reach it (--address)");
        }
        var network = options.last("--network");
        var hosting = network.isEmpty()
                ? NetworkText.groupOf(addresses.getFirst())
                : NetworkText.parse(network.get())
                        .orElseThrow(() -> new IllegalArgumentException(
                                "a network is written as AS64500 or 192.0.0.0/16, not '" + network.get() + "'"));
        var usual = KnownRelay.Listening.usual();
        return new KnownRelay(
                new Relay(new RelayId(options.needed("--name")), addresses, hosting),
                RelayTarget.Place.parse(options.place()),
                options.last("--host-key").orElse(""),
                new KnownRelay.Listening(
                        options.last("--listen")
                                .map(RelayOrders::literal)
                                .map(InetAddress::getHostAddress)
                                .orElse(usual.address()),
                        options.port("--mail-port", usual.mailPort()),
                        options.port("--web-port", usual.webPort())),
                options.flag("--spare") ? Pool.Standing.SPARE : Pool.Standing.SERVING);
    }

    private static InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException no) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address", no);
        }
    }

    private Answer list() {
        var lines = relays.list().stream().map(RelayOrders::line).toList();
        return lines.isEmpty() ? Answer.done("There is no relay; see docs/operate/relays.md.") : new Answer.Done(lines);
    }

    private static String line(Relays.Report report) {
        var relay = report.relay();
        var state = report.up()
                ? "up, " + report.connections() + " connection(s)"
                : "DOWN" + report.trouble().map(why -> ": " + why.getMessage()).orElse("");
        return "%-16s %-8s %-10s %s  %s"
                .formatted(
                        relay.id(),
                        relay.standing().name().toLowerCase(Locale.ROOT),
                        relay.relay().hosting(),
                        relay.relay().addresses().stream()
                                .map(InetAddress::getHostAddress)
                                .collect(Collectors.joining(",")),
                        state);
    }

    private Answer check(List<String> words) {
        if (!words.isEmpty()) {
            return on(words, relay -> {
                var result = check.known(relay);
                return result.good()
                        ? new Answer.Done(result.words())
                        : new Answer.Refused(String.join("\n  ", result.words()));
            });
        }
        var lines = new ArrayList<String>();
        boolean good = true;
        for (var report : relays.list()) {
            var result = check.known(report.relay());
            good &= result.good();
            result.words().forEach(word -> lines.add(report.relay().id() + ": " + word));
        }
        return good ? new Answer.Done(lines) : new Answer.Refused(String.join("\n  ", lines));
    }

    private Answer stand(List<String> words, Pool.Standing standing) {
        return on(words, relay -> {
            relays.setStanding(relay.id(), standing);
            return Answer.done(
                    switch (standing) {
                        case SERVING -> "Answers may name " + relay.id() + " from now on.";
                        case SPARE -> relay.id() + " waits until it is needed; it stays connected.";
                        case RETIRED -> "No answer names " + relay.id() + " any more; what still comes to it is taken.";
                    });
        });
    }

    private Answer remove(List<String> words) {
        return on(words, relay -> {
            relays.remove(relay.id());
            return Answer.done(
                    relay.id() + " is gone, and listens no more.",
                    "Take our line out of ~/.ssh/authorized_keys of "
                            + relay.place().user() + " on " + relay.place().host() + ".");
        });
    }

    private Answer on(List<String> words, Function<KnownRelay, Answer> work) {
        return known(words.getFirst())
                .map(work)
                .orElseGet(() ->
                        new Answer.Refused("there is no relay '" + words.getFirst() + "'; see 'postern relay list'"));
    }

    private Optional<KnownRelay> known(String name) {
        return relays.list().stream()
                .map(Relays.Report::relay)
                .filter(relay -> relay.id().name().equals(name))
                .findFirst();
    }
}
