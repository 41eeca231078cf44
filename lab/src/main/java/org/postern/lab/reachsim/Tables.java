package org.postern.lab.reachsim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.postern.lab.reachsim.Scenario.Act;
import org.postern.lab.reachsim.Scenario.Layout;
import org.postern.lab.reachsim.Scenario.Reads;
import org.postern.lab.reachsim.Scenario.Tier;

/// The tables of docs/reach/simulator.md, from runs of so many seeds.
final class Tables {
    private static final double MINUTE = 60;
    private static final long SLOW = 600; // seconds after which a seed is told on standard error
    private static final int CURVE_HOURS = 24;
    private static final int ALARMS_SHOWN = 40; // with their evidence, on standard error

    private final long seed;
    private final int runs;
    private final String only;

    Tables(long seed, int runs, String only) {
        this.seed = seed;
        this.runs = runs;
        this.only = only;
    }

    private String seeds() {
        return "Seeds %d to %d; mean ± half the 95 %% confidence interval over the seeds, shares in per cent."
                .formatted(seed, seed + runs - 1);
    }

    private List<Tally> run(Scenario scenario) {
        return Study.run(scenario, seed, runs, Tuning.standard());
    }

    private static Estimate over(List<Tally> all, ToDoubleFunction<Tally> figure) {
        return Estimate.of(all.stream().mapToDouble(figure));
    }

    private static Estimate within(List<Tally> all, int delay) {
        return over(all, one -> (double) one.within[delay] / Math.max(1, one.offered));
    }

    /// D, B and cost for each tier and layout.
    ///
    /// @param waited days after the measured one; with less than five, B leaves out who gives up later
    List<String> tiers(int waited) {
        var lines = new ArrayList<>(List.of(
                seeds() + " Waited for: %d days.".formatted(waited),
                "",
                "| tier | how we are reached | D(5 min) | D(1 h) | worst seed | D(4 h) | D(24 h) | B | burned a day |",
                "|---|---|---|---|---|---|---|---|---|"));
        for (var scenario : Scenarios.tiers()) {
            if (scenario.name().contains(only)) {
                var all = run(scenario.waiting(waited));
                lines.add("| " + scenario.name() + " | " + delivered(all) + " |");
                System.err.println(lines.getLast());
            }
        }
        return lines;
    }

    /// The same where few of many networks are censored, by several at once, and what is said of the others.
    List<String> scale(int networks) {
        var lines = new ArrayList<>(List.of(
                seeds(),
                "",
                "| tier | how we are reached | networks | D(5 min) | D(1 h) | worst seed | D(4 h) | D(24 h) | B | burned a day "
                        + "| D(1 h) of the others | false `Blocked` elsewhere |",
                "|---|---|---|---|---|---|---|---|---|---|---|---|"));
        for (var scenario : Scenarios.scale(networks)) {
            if (scenario.name().contains(only)) {
                var all = run(scenario.waiting(1));
                showAlarms(all);
                lines.add("| %s | %d | %s | %s | %d |"
                        .formatted(scenario.name(), networks, delivered(all), others(all), alarms(all)));
            }
        }
        return lines;
    }

    private static String others(List<Tally> all) {
        return over(all, one -> (double) one.otherWithin / one.otherOffered).percent();
    }

    private static int alarms(List<Tally> all) {
        return all.stream().mapToInt(one -> one.alarms.size()).sum();
    }

    private static String delivered(List<Tally> all) {
        return String.join(
                " | ",
                within(all, 0).percent(),
                within(all, 1).percent(),
                String.format(Locale.ROOT, "%.1f", within(all, 1).least() * 100),
                within(all, 2).percent(),
                within(all, 3).percent(),
                over(all, one -> (double) one.bounced / Math.max(1, one.offered))
                        .percent(),
                over(all, Tally::burntADay).number());
    }

    /// How soon a null route is named, and when the answer is whole again.
    List<String> notice() {
        var lines = headOfNotice();
        for (double rate : new double[] {30, 12, 6, 3, 1}) {
            for (int most : new int[] {1, 9}) {
                var scenario = Scenarios.notice(Act.NULL_ROUTE, rate, most);
                if (scenario.name().endsWith(only)) {
                    lines.add(named(scenario));
                }
            }
        }
        return lines;
    }

    private List<String> headOfNotice() {
        return new ArrayList<>(List.of(
                seeds(),
                "",
                "| block | named after, median (min) | 9 of 10 | worst | not named in a day "
                        + "| named within 10, 30 min | named or repaired within 10, 30 min | technique right "
                        + "| answer repaired after, median (min) | worst | false `Blocked` elsewhere |",
                "|---|---|---|---|---|---|---|---|---|---|---|"));
    }

    /// The same for each technique, without a volunteer inside and with one.
    List<String> techniques() {
        var lines = headOfNotice();
        for (var act : Act.values()) {
            for (double rate : new double[] {12, 3}) {
                for (var scenario : List.of(Scenarios.notice(act, rate, 9), Scenarios.volunteered(act, rate))) {
                    if (scenario.name().contains(only)) {
                        lines.add(named(scenario));
                    }
                }
            }
        }
        return lines;
    }

    private String named(Scenario scenario) {
        var all = run(scenario);
        showAlarms(all);
        all.stream()
                .filter(one -> namedAfter(one) > SLOW)
                .forEach(one -> System.err.println("slow: seed " + one.seed() + ", " + scenario.name()));
        var first = all.stream()
                .filter(one -> !one.named.isEmpty())
                .mapToDouble(one -> one.named.getFirst().after() / MINUTE)
                .sorted()
                .toArray();
        var repaired = all.stream()
                .filter(one -> one.repairedAfter >= 0)
                .mapToDouble(one -> one.repairedAfter / MINUTE)
                .sorted()
                .toArray();
        long right = all.stream()
                .filter(one -> !one.named.isEmpty())
                .filter(one -> isNamedAs(
                        one.named.getFirst().technique().name(),
                        scenario.censors().act()))
                .count();
        return "| %s | %s | %s | %s | %d | %s | %s | %d of %d | %s | %s | %d |"
                .formatted(
                        scenario.name(),
                        quantile(first, 0.5),
                        quantile(first, 0.9),
                        quantile(first, 1),
                        all.size() - first.length,
                        inTime(all, Tables::namedAfter),
                        inTime(all, one -> Math.min(namedAfter(one), repairedAfter(one))),
                        right,
                        all.size(),
                        quantile(repaired, 0.5),
                        quantile(repaired, 1),
                        alarms(all));
    }

    private static long namedAfter(Tally one) {
        return one.named.isEmpty() ? Long.MAX_VALUE : one.named.getFirst().after();
    }

    private static long repairedAfter(Tally one) {
        return one.repairedAfter < 0 ? Long.MAX_VALUE : one.repairedAfter;
    }

    private static String inTime(List<Tally> all, ToLongFunction<Tally> seconds) {
        return LongStream.of(SLOW, 3 * SLOW)
                .mapToObj(limit -> Long.toString(all.stream()
                        .filter(one -> seconds.applyAsLong(one) <= limit)
                        .count()))
                .collect(Collectors.joining(", "));
    }

    private static boolean isNamedAs(String technique, Act act) {
        return technique.startsWith(act.name());
    }

    private static String quantile(double[] sorted, double share) {
        return sorted.length == 0
                ? ""
                : String.format(Locale.ROOT, "%.0f", sorted[(int) Math.min(sorted.length - 1, sorted.length * share)]);
    }

    /// What is called blocked where nobody blocks.
    List<String> benign(int networks, int days) {
        var lines = new ArrayList<>(List.of(
                seeds(),
                "",
                "| case | networks | days | false `Blocked` in all runs | addresses withdrawn | urgent looks a network and day |",
                "|---|---|---|---|---|---|"));
        for (var weather : Scenarios.weathers().entrySet()) {
            if (!weather.getKey().contains(only)) {
                continue;
            }
            var all = run(Scenarios.benign(networks, days, weather.getValue()));
            lines.add("| %s | %d | %d | %d%s | %d | %s |"
                    .formatted(
                            weather.getKey(),
                            networks,
                            days,
                            alarms(all),
                            faults(all),
                            all.stream().mapToInt(one -> one.withdrawn).sum(),
                            over(all, one -> (double) one.looks / networks / days)
                                    .number()));
            showAlarms(all);
        }
        return lines;
    }

    private static void showAlarms(List<Tally> all) {
        all.stream().flatMap(one -> one.alarms.stream()).limit(ALARMS_SHOWN).forEach(System.err::println);
    }

    private static String faults(List<Tally> all) {
        int faults = all.stream().mapToInt(one -> one.routeFaults).sum();
        int named = all.stream().mapToInt(one -> one.routeFaultsNamed).sum();
        return faults == 0 ? "" : " (and %d verdicts of %d faults of one route)".formatted(named, faults);
    }

    /// A censor that plants signs of blocks in all other networks.
    List<String> liars() {
        var lines = new ArrayList<>(List.of(
                seeds(),
                "",
                "| planted | D(1 h) of the others | false `Blocked` | good addresses withdrawn |",
                "|---|---|---|---|"));
        for (var scenario : List.of(
                Scenarios.base("nothing"),
                Scenarios.base("look-ups with forged senders, a lying volunteer an hour")
                        .with(new Scenario.Censors(Tier.LIAR, Act.NULL_ROUTE, 1, Reads.SHARED)))) {
            var all = run(scenario);
            showAlarms(all);
            lines.add("| %s | %s | %d | %d |"
                    .formatted(
                            scenario.name(),
                            others(all),
                            alarms(all),
                            all.stream().mapToInt(one -> one.falselyWithdrawn).sum()));
        }
        return lines;
    }

    /// D(1 h) by the size of the pool, as CSV.
    List<String> pools() {
        var lines = new ArrayList<>(
                List.of("relays,C2 shared resolver,C3 own resolver,C3 shared resolver,C4 own resolver"));
        for (int relays : new int[] {10, 30, 100, 1000, 10_000}) {
            var layout = new Layout(Layout.Kind.POSTERN, relays, 0, Math.max(5, relays / 5), false);
            var cells = new ArrayList<>(List.of(Integer.toString(relays)));
            for (var censors : List.of(
                    Scenarios.by(Tier.C2, Reads.SHARED),
                    Scenarios.by(Tier.C3, Reads.OWN),
                    Scenarios.by(Tier.C3, Reads.SHARED),
                    Scenarios.by(Tier.C4, Reads.OWN))) {
                var all = run(Scenarios.base("pool").with(layout).with(censors).waiting(1));
                cells.add(String.format(Locale.ROOT, "%.1f", within(all, 1).mean() * 100));
            }
            lines.add(String.join(",", cells));
            System.err.println(lines.getLast());
        }
        return lines;
    }

    /// Of what was offered in each half hour after the block: what was delivered within an hour, as CSV.
    List<String> curve() {
        var lines = new ArrayList<String>();
        var columns = new ArrayList<Map<Long, long[]>>();
        var names = new ArrayList<>(List.of("hours"));
        for (var scenario : Scenarios.curve()) {
            names.add(scenario.name());
            columns.add(byTime(run(scenario.waiting(1))));
        }
        lines.add(String.join(",", names));
        for (long bucket = 0; bucket < CURVE_HOURS * 6; bucket += 3) {
            var cells = new ArrayList<>(List.of(String.format(Locale.ROOT, "%.1f", bucket / 6.0)));
            for (var column : columns) {
                var sum = new long[2];
                for (long part = bucket; part < bucket + 3; part++) {
                    var counts = column.getOrDefault(part, new long[2]);
                    sum[0] += counts[0];
                    sum[1] += counts[1];
                }
                cells.add(sum[0] == 0 ? "" : String.format(Locale.ROOT, "%.1f", sum[1] * 100.0 / sum[0]));
            }
            lines.add(String.join(",", cells));
        }
        return lines;
    }

    private static Map<Long, long[]> byTime(List<Tally> all) {
        var sum = new TreeMap<Long, long[]>();
        all.forEach(one -> one.byTime.forEach((bucket, counts) -> sum.merge(
                bucket,
                counts.clone(),
                (known, more) -> Arrays.stream(new int[] {0, 1})
                        .mapToLong(i -> known[i] + more[i])
                        .toArray())));
        return sum;
    }
}
