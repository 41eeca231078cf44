package org.postern.server.reachctl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.postern.reach.Evidence;
import org.postern.reach.RelayId;
import org.postern.reach.Verdict;
import org.postern.reach.plan.Judged;
import org.postern.reach.plan.Pool;
import org.postern.reach.plan.Step;
import org.postern.server.reachctl.StepBook.Author;
import org.postern.server.relays.NetworkText;
import org.postern.server.time.Clock;

/// What a person asks and decides. What is decided here no planner overrules.
public final class Desk {
    private static final int LISTED = 50;
    private static final String STEP_FORMS =
            "a number of 'postern reach steps', or a step: withdraw NETWORK RELAY ADDRESS, restore NETWORK RELAY ADDRESS, "
                    + "bring-up RELAY, retire RELAY, route NETWORK RELAY, reset NETWORK RELAY, look NETWORK RELAY, publish";

    private final Parts parts;

    record Parts(
            StepBook book,
            Repairs repairs,
            Round round,
            Incidents incidents,
            LiveMap map,
            Supplier<Pool> pool,
            Clock clock,
            ReentrantLock lock) {}

    Desk(Parts parts) {
        this.parts = parts;
    }

    /// An answer to a person.
    ///
    /// @param refused nothing was done; the lines say why
    public record Said(List<String> lines, boolean refused) {
        static Said done(List<String> lines) {
            return new Said(List.copyOf(lines), false);
        }

        static Said done(String line) {
            return done(List.of(line));
        }

        static Said no(String why) {
            return new Said(List.of(why), true);
        }
    }

    /// How it stands: blocks, doubts, relays.
    public Said status() {
        return locked(() -> {
            var lines = new ArrayList<String>();
            parts.incidents().shown(parts.clock().instant()).stream()
                    .filter(incident -> incident.ended().isEmpty())
                    .forEach(incident -> lines.add("%s blocks us since about %s, noticed %s: %s"
                            .formatted(
                                    StepTimes.called(parts.map(), incident.network()),
                                    Signs.time(incident.began()),
                                    Signs.time(incident.noticed()),
                                    incident.technique())));
            if (lines.isEmpty()) {
                lines.add("No network is known to block us.");
            }
            parts.round().judged().stream()
                    .sorted(Comparator.comparing(judged -> judged.pair().toString()))
                    .forEach(judged -> lines.addAll(words(judged)));
            var closed = parts.round().shut(parts.clock().instant());
            for (var member : parts.pool().get().members()) {
                lines.add("relay %-12s %-8s %s"
                        .formatted(
                                member.relay().id(),
                                member.standing().name().toLowerCase(Locale.ROOT),
                                words(member, closed.contains(member.relay().id()))));
            }
            lines.add(parts.round().networks() + " networks are remembered.");
            lines.addAll(parts.map().report());
            return Said.done(lines);
        });
    }

    private static String words(Pool.Member member, boolean isClosed) {
        var words = member.up() ? "up" : "down";
        return isClosed ? words + "; none of our places is let in at its port 25: has its host closed it?" : words;
    }

    private List<String> words(Judged judged) {
        var pair = judged.pair();
        var about = "%s to %s, since %s: "
                .formatted(parts.map().called(pair.network()), pair.relay(), Signs.time(judged.since()));
        return switch (judged.verdict()) {
            case Verdict.Reachable _ -> List.of(about + "reachable, as far as can be seen");
            case Verdict.Doubtful(var evidence) -> with(about + "doubtful", evidence);
            case Verdict.Blocked blocked ->
                with(about + "blocked, " + blocked.technique().words(), blocked.evidence());
            case Verdict.OurFault(var words, var evidence) ->
                with(about + "not the network's doing: " + words, evidence);
        };
    }

    private static List<String> with(String line, List<Evidence> evidence) {
        var lines = new ArrayList<>(List.of(line));
        evidence.forEach(one -> lines.add("    %s (%.1f nats)".formatted(one.words(), one.nats())));
        return lines;
    }

    /// What was done, newest first.
    public Said steps() {
        return locked(() -> {
            var lines = parts.book().last(LISTED).stream()
                    .flatMap(step -> List.of(
                            "%-6d %s  %s%s"
                                    .formatted(
                                            step.number(),
                                            Signs.time(step.at()),
                                            StepText.of(step.step()),
                                            step.undone() ? "  (undone)" : ""),
                            "       by the " + step.author().word() + ": " + step.reason())
                            .stream())
                    .toList();
            return Said.done(lines.isEmpty() ? List.of("Nothing was done.") : lines);
        });
    }

    /// Takes a step back, and forbids it.
    public Said undo(String number) {
        return locked(() -> {
            var written = numbered(number);
            if (written.isEmpty()) {
                return Said.no("there is no step '" + number + "'; see 'postern reach steps'");
            }
            if (written.get().undone()) {
                return Said.no("step " + number + " is undone already");
            }
            return parts.repairs()
                    .undo(written.get(), parts.pool().get(), parts.clock().instant())
                    .map(done -> Said.done(List.of(
                            "Done: " + StepText.of(done) + ".",
                            "The planner will not do it again; 'postern reach allow " + number + "' lets it.")))
                    .orElseGet(() -> Said.no("step " + number + " left nothing that could be undone"));
        });
    }

    /// Does a step, if it is not in force, and holds it against the planner.
    public Said pin(List<String> words) {
        return locked(() -> step(words)
                .map(step -> {
                    parts.book().rule(StepBook.PINNED, StepText.of(step), true);
                    take(step);
                    return Said.done("Pinned: " + StepText.of(step) + ". The planner does not undo it.");
                })
                .orElseGet(() -> Said.no("pin what? " + STEP_FORMS)));
    }

    /// The planner never does this.
    public Said forbid(List<String> words) {
        return locked(() -> step(words)
                .map(step -> {
                    parts.book().rule(StepBook.FORBIDDEN, StepText.of(step), true);
                    return Said.done(
                            "Forbidden: " + StepText.of(step) + ". What was done stays done; 'undo' takes it back.");
                })
                .orElseGet(() -> Said.no("forbid what? " + STEP_FORMS)));
    }

    /// Takes a pin or a ban away.
    public Said allow(List<String> words) {
        return locked(() -> step(words)
                .map(step -> {
                    boolean pinned = parts.book().rule(StepBook.PINNED, StepText.of(step), false);
                    boolean forbidden = parts.book().rule(StepBook.FORBIDDEN, StepText.of(step), false);
                    return pinned || forbidden
                            ? Said.done("The planner decides again: " + StepText.of(step) + ".")
                            : Said.no("nobody pinned or forbade '" + StepText.of(step) + "'");
                })
                .orElseGet(() -> Said.no("allow what? " + STEP_FORMS)));
    }

    /// What a person decided.
    public Said rules() {
        return locked(() -> {
            var lines = new ArrayList<String>();
            parts.book().orders().pinned().forEach(step -> lines.add("pinned     " + StepText.of(step)));
            parts.book().orders().forbidden().forEach(step -> lines.add("forbidden  " + StepText.of(step)));
            parts.book().orders().partners().forEach(relay -> lines.add("partner    " + relay));
            lines.sort(Comparator.naturalOrder());
            return Said.done(lines.isEmpty() ? List.of("Nothing is pinned or forbidden.") : lines);
        });
    }

    /// Says that a relay is a partner's, or is not.
    public Said partner(String relay, boolean isPartner) {
        return locked(() -> {
            var id = parts.pool().get().members().stream()
                    .map(member -> member.relay().id())
                    .filter(known -> known.name().equals(relay))
                    .findFirst();
            if (id.isEmpty()) {
                return Said.no("there is no relay '" + relay + "'");
            }
            parts.book().rule(StepBook.PARTNER, relay, isPartner);
            return Said.done(
                    isPartner
                            ? relay + " is named only to networks that burn other addresses."
                            : relay + " is a relay like the others.");
        });
    }

    /// What networks are told apart by.
    public Said networks() {
        return locked(() -> Said.done(parts.map().report()));
    }

    /// Looks at a network's way to a relay at once.
    public Said look(String network, String relay) {
        return locked(() -> NetworkText.parse(network)
                .map(known -> {
                    take(new Step.LookNow(known, new RelayId(relay)));
                    return Said.done("It is being looked at; see 'postern reach status' in half a minute.");
                })
                .orElseGet(() -> Said.no("'" + network + "' is no network: AS64500, or 192.0.0.0/16")));
    }

    private void take(Step step) {
        parts.repairs()
                .take(
                        step,
                        "A person said so.",
                        Author.OPERATOR,
                        parts.pool().get(),
                        parts.clock().instant());
    }

    private Optional<Step> step(List<String> words) {
        return words.size() == 1
                ? numbered(words.getFirst()).map(StepBook.Written::step).or(() -> StepText.parse(words.getFirst()))
                : StepText.parse(String.join(" ", words));
    }

    private Optional<StepBook.Written> numbered(String word) {
        return word.matches("[0-9]{1,15}") ? parts.book().step(Long.parseLong(word)) : Optional.empty();
    }

    private Said locked(Supplier<Said> work) {
        parts.lock().lock();
        try {
            return work.get();
        } catch (IllegalArgumentException wrong) {
            return Said.no(String.valueOf(wrong.getMessage()));
        } finally {
            parts.lock().unlock();
        }
    }
}
