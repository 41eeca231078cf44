package org.postern.server.admin;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.reach.SourceNetwork;
import org.postern.reach.probe.ProbeTicket;
import org.postern.reach.probe.SealedReport;
import org.postern.server.probes.Reception;
import org.postern.server.probes.Volunteers;
import org.postern.wire.Octets;

/// `postern volunteer …`: who may report with `postern probe`, and reports that came by other ways.
public final class ProbeOrders {
    private final Volunteers volunteers;
    private final Reception reception;
    private final Printed printed;

    /// What every ticket has in common.
    ///
    /// @param mailbox of the operator, as it is when a ticket is made
    /// @param resolvers that volunteers ask by DNS over HTTPS
    public record Printed(
            String site,
            List<String> mailNames,
            Supplier<String> mailbox,
            String endpointKey,
            Octets reportKey,
            List<URI> resolvers) {}

    public ProbeOrders(Volunteers volunteers, Reception reception, Printed printed) {
        this.volunteers = volunteers;
        this.reception = reception;
        this.printed = printed;
    }

    public List<Order> all() {
        return List.of(
                new Order("volunteer add", "LABEL AS-NUMBER", words -> add(words.getFirst(), words.get(1))),
                new Order("volunteer list", "", words -> list()),
                new Order("volunteer remove", "LABEL", words -> remove(words.getFirst())),
                new Order("volunteer report", "TEXT", words -> report(words.getFirst())));
    }

    private Answer add(String label, String number) {
        var network = network(number);
        if (!label.matches("[a-z0-9-]{1,40}") || network.isEmpty()) {
            return new Answer.Refused("a label is 1 to 40 of a-z, 0-9 and -; a network is as AS64500");
        }
        return volunteers
                .invite(label, network.get())
                .map(secret -> new ProbeTicket(
                        printed.site(),
                        printed.mailNames(),
                        printed.mailbox().get(),
                        printed.endpointKey(),
                        printed.reportKey(),
                        secret,
                        printed.resolvers()))
                .<Answer>map(ticket -> Answer.done(
                        ticket.text(),
                        "Give this line to the volunteer by a way that you trust, as a file for"
                                + " 'postern probe --ticket-file FILE'. It is not shown again."))
                .orElseGet(() -> new Answer.Refused("there is a volunteer '" + label + "' already"));
    }

    private static Optional<SourceNetwork.As> network(String text) {
        var digits = text.toUpperCase(Locale.ROOT).startsWith("AS") ? text.substring(2) : text;
        try {
            return Optional.of(new SourceNetwork.As(Long.parseLong(digits)));
        } catch (IllegalArgumentException noNumber) {
            return Optional.empty();
        }
    }

    private Answer list() {
        return new Answer.Done(volunteers.all().stream()
                .map(ticket -> "%-20s AS%-10s since %s".formatted(ticket.label(), ticket.network(), ticket.made()))
                .toList());
    }

    private Answer remove(String label) {
        return volunteers.dismiss(label)
                ? Answer.done("Reports of " + label + " count no more.")
                : new Answer.Refused("there is no volunteer '" + label + "'");
    }

    private Answer report(String text) {
        return SealedReport.find(text)
                .<Answer>map(found -> Answer.done("The report was " + words(reception.receive(found)) + "."))
                .orElseGet(() -> new Answer.Refused("there is no probe report in that text"));
    }

    private static String words(Reception.Outcome outcome) {
        return switch (outcome) {
            case COUNTED -> "read and counts";
            case UNREADABLE -> "not sealed to this server, or is damaged";
            case STRANGER -> "by nobody who has a ticket";
            case LATE -> "too old to say anything about now";
            case REPEATED -> "read before, and counted then";
            case TOO_MANY -> "one too many within the hour";
        };
    }
}
