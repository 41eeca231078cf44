package org.postern.lab.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.postern.lab.peers.Await;

/// One operator for each tier of censor, all at once, against a stock Postfix and Postern. The tiers that need
/// days are the simulator's.
public final class Tiers {
    private static final String OLD = "stock";
    private static final String NEW = "postern";
    private static final int FIRST_NUMBER = 64800;

    private final Plan plan;
    private final Report report;

    private Tiers(Plan plan, Report report) {
        this.plan = plan;
        this.report = report;
    }

    /// @param serving relays that answers may name
    /// @param spare relays that stand by
    /// @param every time between two letters of one sender to one reader
    /// @param before time to learn what is usual
    /// @param after how long the censors are watched
    public record Plan(int serving, int spare, Duration every, Duration before, Duration after) {
        /// Under an hour.
        public static Plan usual() {
            return new Plan(4, 6, Duration.ofSeconds(30), Duration.ofMinutes(8), Duration.ofMinutes(16));
        }
    }

    /// @param hunts empty for a list that is never refreshed
    private record Case(String words, Operator operator, Optional<Hunter.Tier> hunts) {}

    /// Runs it and writes its report.
    public static void run(Path folder, Plan plan, Report report) {
        new Tiers(plan, report).run(folder);
    }

    private void run(Path folder) {
        try (var scene = new Scene(folder, Scene.MOST_LOOKS)) {
            var cases = List.of(
                    new Case("C0, a list", operator(scene, 0), Optional.empty()),
                    new Case(
                            "C2, each 10 min here for an hour",
                            operator(scene, 1),
                            Optional.of(Hunter.Tier.C2.hurried(6))),
                    new Case("C3, each minute", operator(scene, 2), Optional.of(Hunter.Tier.C3)),
                    new Case("C4, each minute, by /24", operator(scene, 3), Optional.of(Hunter.Tier.C4)),
                    new Case("no censor", operator(scene, 4), Optional.of(Hunter.Tier.C1)));
            var stock = scene.openStock();
            var postern = scene.openPostern(plan.serving(), plan.spare());
            var readers = Map.of(OLD, stock.reader(), NEW, postern.reader());
            var senders = cases.stream()
                    .flatMap(each -> each.operator().senders().stream())
                    .toList();
            report.say("Timers: " + Timers.stock().words() + ". " + plan.serving() + " relays serve and " + plan.spare()
                    + " stand by. One letter in " + plan.every().toSeconds() + " s from each of two senders of an"
                    + " operator to each server, " + plan.after().toMinutes() + " min long.");
            try (var letters = Letters.begin(senders, readers, plan.every())) {
                wait(letters, plan.before());
                double begun = letters.now();
                var hunters = begin(scene, cases.subList(0, cases.size() - 1), stock);
                wait(letters, plan.before().plus(plan.after()));
                letters.end();
                tell(cases, Course.of(letters.fates().values()), begun, hunters);
                report.file("tiers-steps.txt", postern.order("reach", "steps"));
                hunters.values().forEach(Hunter::close);
            }
        }
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
        report.say(
                "| tier | stock D(5 min) | stock, of all by the end | Postern D(5 min) | Postern, of all by the end |"
                        + " given back by either | addresses burned |");
        report.say("|---|---|---|---|---|---|---|");
        for (var each : cases) {
            var theirs = all.from(each.operator().senders());
            var old = theirs.part(OLD, begun, Double.MAX_VALUE);
            var ours = theirs.part(NEW, begun, Double.MAX_VALUE);
            var five = Duration.ofMinutes(5);
            var burned = Optional.ofNullable(hunters.get(each.operator()))
                    .map(Hunter::blocked)
                    .orElse(new TreeSet<>());
            var cells = new ArrayList<>(List.of(each.words(), Course.percent(old.within(five))));
            cells.add(Course.percent(old.arrived()));
            cells.add(Course.percent(ours.within(five)));
            cells.add(Course.percent(ours.arrived()));
            cells.add(
                    Long.toString(old.count(MailSender.Fate.Kind.BOUNCED) + ours.count(MailSender.Fate.Kind.BOUNCED)));
            cells.add(burned.isEmpty() ? "-" : Integer.toString(burned.size()));
            report.say("| " + String.join(" | ", cells) + " |");
        }
        report.say("");
    }

    private static void wait(Letters letters, Duration until) {
        Await.until(() -> letters.now() >= until.toSeconds(), Duration.ofHours(2), () -> "time");
    }
}
