package org.postern.server.reachctl;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.postern.reach.RelayId;
import org.postern.server.reachctl.StepBook.Written;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// What the operator is told of one incident: what was seen, what was done, how to undo it.
///
/// @param network as the map calls it
/// @param steps those of the planner for this network that were taken and stand, newest first
record Notice(Incidents.Change change, String network, List<Written> steps, Instant at) {
    private static final DateTimeFormatter RFC_5322 = DateTimeFormatter.ofPattern(
                    "EEE, d MMM uuuu HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final int MOST_STEPS = 20;

    Notice {
        steps = List.copyOf(steps);
    }

    String subject() {
        return switch (change.kind()) {
            case BEGAN ->
                "Postern: " + network + " blocks us (" + change.incident().technique() + ")";
            case WIDENED ->
                "Postern: " + network + " blocks more of us ("
                        + change.incident().technique() + ")";
            case ENDED -> "Postern: " + network + " lets mail through again";
        };
    }

    private List<String> lines() {
        var incident = change.incident();
        var lines = new ArrayList<String>();
        lines.add(
                switch (change.kind()) {
                    case BEGAN, WIDENED ->
                        "%s does not let mail through to %s. The signs fit: %s."
                                .formatted(network, relays(), incident.technique());
                    case ENDED ->
                        "Nothing speaks for a block by %s any more, and nothing is withdrawn for it."
                                .formatted(network);
                });
        lines.add("Since about " + Signs.time(incident.began()) + ", noticed " + Signs.time(incident.noticed()) + ".");
        lines.add("");
        lines.add("What was seen:");
        Signs.words(incident.signs()).forEach(sign -> lines.add("- " + sign));
        lines.add("");
        lines.add(steps.isEmpty() ? "What was done: nothing." : "What was done:");
        steps.stream().limit(MOST_STEPS).forEach(step -> {
            lines.add("- " + step.reason());
            lines.add("  step " + step.number() + ": " + StepText.of(step.step()));
            lines.add("  to undo it: postern reach undo " + step.number());
        });
        lines.add("");
        lines.add("All of it: postern reach status, postern reach steps.");
        return lines;
    }

    private String relays() {
        return change.relays().isEmpty()
                ? "some of our addresses"
                : change.relays().stream().map(RelayId::name).collect(Collectors.joining(", "));
    }

    /// A plain message (RFC 5322 §3.6), ASCII but for names of networks.
    Octets mail(Domain self, MailAddress to, String id) {
        var text = new StringBuilder();
        text.append("Date: ").append(RFC_5322.format(at)).append("\r\n");
        text.append("From: Postern <postmaster@").append(self.name()).append(">\r\n");
        text.append("To: <").append(to).append(">\r\n");
        text.append("Subject: ").append(ascii(subject())).append("\r\n");
        text.append("Message-ID: <").append(id).append("@").append(self.name()).append(">\r\n");
        text.append("Auto-Submitted: auto-generated\r\n"); // RFC 3834 §5
        text.append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n");
        text.append("Content-Transfer-Encoding: 8bit\r\n\r\n");
        lines().forEach(line -> text.append(oneLine(line)).append("\r\n"));
        return Octets.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// A network's name is what a file says.
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    private static String ascii(String text) {
        return oneLine(text).replaceAll("[^ -~]", "?");
    }

    /// For the webhook.
    Map<String, Object> json() {
        var incident = change.incident();
        var json = new LinkedHashMap<String, Object>();
        json.put("event", change.kind().name().toLowerCase(Locale.ROOT));
        json.put("incident", incident.id());
        json.put("network", incident.network());
        json.put("name", network);
        json.put("technique", incident.technique());
        json.put("began", incident.began().toString());
        json.put("noticed", incident.noticed().toString());
        incident.ended().ifPresent(ended -> json.put("ended", ended.toString()));
        json.put("relays", change.relays().stream().map(RelayId::name).toList());
        json.put("signs", Signs.words(incident.signs()));
        json.put(
                "steps",
                steps.stream()
                        .limit(MOST_STEPS)
                        .map(step -> Map.of(
                                "number", step.number(),
                                "step", StepText.of(step.step()),
                                "reason", step.reason(),
                                "undo", "postern reach undo " + step.number()))
                        .toList());
        return json;
    }
}
