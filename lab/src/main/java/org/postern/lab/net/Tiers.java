package org.postern.lab.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.postern.lab.peers.Await;

/// One operator for each tier of censor, all at once, against a stock Postfix and Postern. The tiers that need
/// days are the simulator's.
public final class Tiers {
    private static final String OLD = "stock";
    private static final String NEW = "postern";
    private static final String PARTNER = "relay1";
    private static final Duration BETWEEN_VISITS = Duration.ofSeconds(20);
    private static final int OPERATORS = 6;
    private static final int FIRST_NUMBER = 64800;

    private final Plan plan;
    private final Report report;

    private Tiers(Plan plan, Report report) {
        this.plan = plan;
        this.report = report;
    }

    /// @param serving relays that answers may name, the partner's among them
    /// @param spare relays that stand by
    /// @param every time between two letters of one sender to one reader
    /// @param before time to learn what is usual
    /// @param after how long letters are written once the censors are there
    /// @param waited how long the last of them are waited for
    public record Plan(int serving, int spare, Duration every, Duration before, Duration after, Duration waited) {
        /// Two hours.
        public static Plan usual() {
            return new Plan(
                    20, 20, Duration.ofMinutes(1), Duration.ofMinutes(15), Duration.ofMinutes(45), Duration.ofHours(1));
        }

        private Duration written() {
            return before.plus(after);
        }

        private Duration whole() {
            return written().plus(waited);
        }
    }

    /// @param hunts empty for a list that is never refreshed
    private record Case(String words, Operator operator, Optional<Hunter.Tier> hunts) {}

    /// Runs it and writes its report.
    public static void run(Path folder, Plan plan, Report report) {
        new Tiers(plan, report).run(folder);
    }

    private void run(Path folder) {
        try (var scene = new Scene(folder, Scene.STOCK_LOOKS)) {
            var operators = IntStream.range(0, OPERATORS)
                    .mapToObj(i -> operator(scene, i))
                    .toList();
            var stock = scene.openStock();
            var postern = scene.openPostern(plan.serving(), plan.spare());
            postern.order("reach", "partner", PARTNER);
            operators.forEach(each -> scene.openReader(each, BETWEEN_VISITS));
            var partner = Set.of(scene.relays().getFirst().address());
            var tiers = List.of(
                    new Case("C0 and C1, a list of the day", operators.get(0), Optional.empty()),
                    new Case(
                            "C2, each 20 min here for an hour",
                            operators.get(1),
                            Optional.of(Hunter.Tier.C2.hurried(3))),
                    new Case("C3, each minute", operators.get(2), Optional.of(Hunter.Tier.C3)),
                    new Case(
                            "C3, which spares a partner",
                            operators.get(3),
                            Optional.of(Hunter.Tier.C3.sparing(partner))),
                    new Case("C4, each minute, by /24", operators.get(4), Optional.of(Hunter.Tier.C4)));
            var all = new ArrayList<>(tiers);
            all.add(new Case("no censor", operators.getLast(), Optional.empty()));
            var senders =
                    operators.stream().flatMap(each -> each.senders().stream()).toList();
            report.say(heading());
            var readers = Map.of(OLD, stock.reader(), NEW, postern.reader());
            try (var letters = Letters.begin(senders, readers, plan.every())) {
                wait(letters, plan.before());
                double begun = letters.now();
                var hunters = begin(scene, tiers, stock);
                wait(letters, plan.written());
                letters.end();
                wait(letters, plan.whole());
                tell(all, Course.of(letters.fates().values()), begun, hunters);
                report.file("tiers-steps.txt", postern.order("reach", "steps"));
                hunters.values().forEach(Hunter::close);
            }
        }
    }

    private String heading() {
        return "Timers: " + Timers.stock().words() + ". " + plan.serving()
                + " relays serve, one of them a partner's, and "
                + plan.spare() + " stand by. One letter in " + plan.every().toSeconds()
                + " s from each of two senders of an operator to each server; written from "
                + plan.before().toMinutes()
                + " to " + plan.written().toMinutes() + " min, waited for until "
                + plan.whole().toMinutes() + ".";
    }

    private static Operator operator(Scene scene, int number) {
        var made = scene.operator(FIRST_NUMBER + number, "operator " + number, "198.18." + (120 + number));
        made.postfix("one.as" + made.network().asn() + ".test", List.of());
        made.postfix("two.as" + made.network().asn() + ".test", List.of());
        return made;
    }

    private static Map<Operator, Hunter> begin(Scene scene, List<Case> cases, StockServer stock) {
        var hunters = new HashMap<Operator, Hunter>();
        for (var each : cases) {
            var censor = scene.censorOf(each.operator());
            stock.addresses().forEach(address -> censor.block(Means.NULL_ROUTE, address));
            if (each.hunts().isPresent()) {
                var hunter = Hunter.start(
                        censor,
                        each.operator(),
                        each.hunts().get(),
                        scene.postern().domain());
                hunters.put(each.operator(), hunter);
            } else {
                scene.postern().seenFrom(each.operator()).forEach(address -> censor.block(Means.NULL_ROUTE, address));
            }
        }
        return hunters;
    }

    private void tell(List<Case> cases, Course all, double begun, Map<Operator, Hunter> hunters) {
        report.say("");
        report.say("| tier | how it is reached | letters | D(5 min) | D(1 h) | of all by the end | given back |"
                + " longest on its way | addresses burned |");
        report.say("|---|---|---|---|---|---|---|---|---|");
        for (var each : cases) {
            var theirs = all.from(each.operator().senders());
            var burned = Optional.ofNullable(hunters.get(each.operator()))
                    .map(hunter -> Integer.toString(hunter.blocked().size()))
                    .orElse("-");
            for (var server : List.of(OLD, NEW)) {
                var part = theirs.part(server, begun, Double.MAX_VALUE);
                report.say("| " + String.join(" | ", each.words(), server, figures(part), burned) + " |");
            }
        }
    }

    private static String figures(Course part) {
        return String.join(
                " | ",
                Integer.toString(part.letters().size()),
                Course.percent(part.within(Duration.ofMinutes(5))),
                Course.percent(part.within(Duration.ofHours(1))),
                Course.percent(part.arrived()),
                Long.toString(part.count(MailSender.Fate.Kind.BOUNCED)),
                Math.round(part.longest()) + " s");
    }

    private static void wait(Letters letters, Duration until) {
        Await.until(() -> letters.now() >= until.toSeconds(), Duration.ofHours(3), () -> "time");
    }
}
