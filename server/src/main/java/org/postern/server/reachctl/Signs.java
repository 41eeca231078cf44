package org.postern.server.reachctl;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.postern.reach.Evidence;
import org.postern.reach.Signal;

/// Evidence as it may be told to anybody: kinds and times, no relay and no number of them, so that
/// nobody can count or find our addresses by it (THREAT T-74).
final class Signs {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM uuuu HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private Signs() {}

    /// For the database: `SIGNAL from until`, parted by `;`. One for each kind, however many addresses showed it.
    static String text(List<Evidence> evidence) {
        var spans = new LinkedHashMap<Signal, Span>();
        evidence.stream()
                .filter(one -> one.nats() > 0 || one.signal() == Signal.WEB_CONTROL)
                .forEach(one -> spans.merge(one.signal(), new Span(one.from(), one.until()), Span::with));
        return spans.entrySet().stream()
                .map(sign -> "%s %d %d"
                        .formatted(
                                sign.getKey(),
                                sign.getValue().from().getEpochSecond(),
                                sign.getValue().until().getEpochSecond()))
                .collect(Collectors.joining(";"));
    }

    private record Span(Instant from, Instant until) {
        Span with(Span other) {
            return new Span(
                    other.from.isBefore(from) ? other.from : from, other.until.isAfter(until) ? other.until : until);
        }
    }

    /// What stands in the database, in words.
    static List<String> words(String text) {
        var words = new ArrayList<String>();
        for (var sign : text.split(";")) {
            var parts = sign.split(" ");
            var known = Arrays.stream(Signal.values())
                    .filter(signal -> parts.length == 3 && signal.name().equals(parts[0]))
                    .findFirst();
            known.ifPresent(signal -> words.add("%s (%s to %s)"
                    .formatted(
                            words(signal),
                            time(Instant.ofEpochSecond(Long.parseLong(parts[1]))),
                            time(Instant.ofEpochSecond(Long.parseLong(parts[2]))))));
        }
        return words;
    }

    private static String words(Signal signal) {
        return switch (signal) {
            case QUERY_WITHOUT_CONNECT -> "look-ups of our names went on and connections did not follow";
            case SILENCE -> "connections that used to come stopped";
            case FUNNEL -> "sessions ended at one stage that they used to pass";
            case REVERSE_PATH -> "mail hosts there did not answer some address of ours while they answered others";
            case PROBE -> "somebody inside the network saw it";
            case WEB_CONTROL -> "web requests from there went on, so it is no outage";
            case QUERIES_STOPPED -> "look-ups of our names stopped";
        };
    }

    /// In UTC, to the minute.
    static String time(Instant moment) {
        return TIME.format(moment) + " UTC";
    }
}
