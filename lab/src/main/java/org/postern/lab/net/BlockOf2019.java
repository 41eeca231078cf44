package org.postern.lab.net;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.postern.lab.peers.Await;
import org.postern.lab.svg.Plot;

/// The block of March 2019 again: two operators null-route the mail addresses of a service, by a list that is
/// written once and reaches their routers by BGP. The same senders write to a stock Postfix and to Postern.
public final class BlockOf2019 {
    static final String OLD = "stock";
    static final String NEW = "postern";
    private static final int RELAYS = 4;
    private static final int SPARES = 2;
    private static final int STEPS = 60;

    private final Plan plan;
    private final Report report;

    private BlockOf2019(Plan plan, Report report) {
        this.plan = plan;
        this.report = report;
    }

    /// How long each part lasts.
    ///
    /// @param name how the files of its report begin
    /// @param looksAnHour of Postern at one mail host
    /// @param every time between two letters of one sender to one reader
    /// @param before time to learn what is usual
    /// @param after the block, until nobody writes any more
    /// @param rest until the queues are looked at for the last time
    public record Plan(
            String name,
            Timers timers,
            int looksAnHour,
            Duration every,
            Duration before,
            Duration after,
            Duration rest) {
        /// Three quarters of an hour.
        public static Plan hurried() {
            return new Plan(
                    "2019",
                    Timers.hurried(),
                    Scene.MOST_LOOKS,
                    Duration.ofSeconds(6),
                    Duration.ofMinutes(12),
                    Duration.ofMinutes(12),
                    Duration.ofMinutes(16));
        }

        /// With nothing shortened; about an hour and a half.
        public static Plan stock() {
            return new Plan(
                    "2019-stock-timers",
                    Timers.stock(),
                    Scene.STOCK_LOOKS,
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(30),
                    Duration.ofMinutes(20),
                    Duration.ofMinutes(80));
        }
    }

    /// Runs it and writes its report.
    ///
    /// @return all letters
    public static Outcome run(Path folder, Plan plan, Report report) {
        var outcome = new BlockOf2019(plan, report).run(folder);
        report.keep(plan.name() + ".md");
        return outcome;
    }

    /// What came of it.
    ///
    /// @param blockedAt seconds after the first letter
    /// @param missing marks of letters that Postern's side said 250 to and that its mailbox does not hold
    public record Outcome(Course letters, double blockedAt, List<MailSender> censored, Set<String> missing) {}

    private Outcome run(Path folder) {
        try (var scene = new Scene(folder, plan.looksAnHour())) {
            var operators = scene.operatorsOf2019(plan.timers());
            var stock = scene.openStock();
            var postern = scene.openPostern(RELAYS, SPARES);
            var censored = operators.subList(0, 2);
            censored.forEach(scene::registerOf);
            var senders =
                    operators.stream().flatMap(each -> each.senders().stream()).toList();
            report.say("Timers: " + plan.timers().words() + ". Postern looks at a mail host " + plan.looksAnHour()
                    + " times an hour (stock " + Scene.STOCK_LOOKS + ") and has "
                    + plan.before().toMinutes() + " min to learn what is usual.");
            var readers = Map.of(OLD, stock.reader(), NEW, postern.reader());
            try (var letters = Letters.begin(senders, readers, plan.every())) {
                until(letters, (double) plan.before().toSeconds());
                double blockedAt = letters.now();
                var blocked = Instant.now();
                for (var operator : censored) {
                    block(scene, operator, stock);
                }
                until(letters, blockedAt + plan.after().toSeconds());
                letters.end();
                double last = letters.now() + plan.rest().toSeconds();
                Await.until(
                        () -> letters.now() > last || nothingWaits(letters),
                        plan.rest().plusMinutes(1),
                        () -> "letters");
                scene.postern()
                        .noticed()
                        .forEach(one -> report.say("Postern noticed AS" + one.asn() + ", "
                                + one.technique() + ", "
                                + Duration.between(blocked, one.at()).toSeconds() + " s after the block: "
                                + String.join("; ", one.signs()) + "."));
                report.file(plan.name() + "-steps.txt", postern.order("reach", "steps"));
                report.file(plan.name() + "-status.txt", postern.order("reach", "status"));
                report.file(plan.name() + "-log.txt", postern.log());
                var writers = censored.stream()
                        .flatMap(each -> each.senders().stream())
                        .toList();
                return told(postern, letters, blockedAt, writers);
            }
        }
    }

    /// The letter of the authority names what the operator's own resolver says on that day.
    private void block(Scene scene, Operator operator, StockServer stock) {
        var list = new TreeSet<>(stock.addresses());
        list.addAll(scene.postern().seenFrom(operator));
        scene.registerOf(operator).enter(list);
        report.say("Null route in AS" + operator.network().asn() + ", announced by BGP, towards "
                + String.join(", ", list) + ".");
    }

    private Outcome told(PosternHost postern, Letters letters, double blockedAt, List<MailSender> censored) {
        var all = Course.of(letters.fates().values());
        var missing = new TreeSet<String>();
        var kept = postern.kept();
        letters.fates().forEach((mark, letter) -> {
            boolean told = letter.fate().kind() == MailSender.Fate.Kind.DELIVERED;
            if (letter.server().equals(NEW) && told && !kept.contains(mark)) {
                missing.add(mark);
            }
        });
        var outcome = new Outcome(all, blockedAt, censored, missing);
        table(outcome);
        plot(outcome, letters.now());
        report.say("Told 250 by Postern and not in the mailbox: " + missing.size() + ".");
        return outcome;
    }

    private void table(Outcome outcome) {
        report.say("");
        report.say("| letters of the two operators' senders, written after the block | stock Postfix | Postern |");
        report.say("|---|---|---|");
        var old = outcome.letters().from(outcome.censored()).part(OLD, outcome.blockedAt(), Double.MAX_VALUE);
        var ours = outcome.letters().from(outcome.censored()).part(NEW, outcome.blockedAt(), Double.MAX_VALUE);
        row("written", old.letters().size(), ours.letters().size());
        for (var limit : List.of(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofHours(4))) {
            var scaled = limit.dividedBy(plan.timers().hurry());
            row("D(" + words(limit) + ")" + scale(scaled), percent(old.within(scaled)), percent(ours.within(scaled)));
        }
        row("arrived at last", percent(old.arrived()), percent(ours.arrived()));
        row("B, given back", percent(old.bounced()), percent(ours.bounced()));
        row("longest on its way", seconds(old.longest()), seconds(ours.longest()));
        row(
                "first arrival after the block",
                seconds(old.firstArrival(outcome.blockedAt()) - outcome.blockedAt()),
                seconds(ours.firstArrival(outcome.blockedAt()) - outcome.blockedAt()));
        report.say("");
    }

    private void plot(Outcome outcome, double end) {
        var censored = outcome.letters().from(outcome.censored());
        var series = new ArrayList<Plot.Series>();
        for (var server : List.of(OLD, NEW)) {
            var part = censored.part(server, 0, Double.MAX_VALUE);
            var points = IntStream.rangeClosed(1, STEPS)
                    .mapToObj(i -> new Plot.Point(i * end / STEPS / 60, 100 * part.arrivedBy(i * end / STEPS)))
                    .filter(point -> !Double.isNaN(point.y()))
                    .toList();
            series.add(new Plot.Series(server.equals(OLD) ? "stock Postfix, two addresses" : "Postern", points));
        }
        var title = String.format(
                Locale.ROOT,
                "Letters that arrived, of those written so far; blocked at %.1f min",
                outcome.blockedAt() / 60);
        var x = new Plot.Axis("minutes", false);
        report.file(plan.name() + ".svg", new Plot(title, x, new Plot.Axis("%", false), series).svg());
    }

    private static boolean nothingWaits(Letters letters) {
        return letters.fates().values().stream()
                .noneMatch(letter -> letter.fate().kind() == MailSender.Fate.Kind.WAITING);
    }

    private static void until(Letters letters, double second) {
        Await.until(() -> letters.now() >= second, Duration.ofHours(12), () -> "time");
    }

    private String scale(Duration scaled) {
        return plan.timers().hurry() == 1 ? "" : ", here " + scaled.toSeconds() + " s";
    }

    private static String words(Duration limit) {
        return limit.toHours() > 0 ? limit.toHours() + " h" : limit.toMinutes() + " min";
    }

    private void row(String what, Object old, Object ours) {
        report.say("| " + what + " | " + old + " | " + ours + " |");
    }

    private static String percent(double share) {
        return Course.percent(share);
    }

    private static String seconds(double value) {
        return Double.isNaN(value) ? "never" : String.format(Locale.ROOT, "%.0f s", value);
    }
}
