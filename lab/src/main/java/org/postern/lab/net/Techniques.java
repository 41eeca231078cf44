package org.postern.lab.net;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.lab.peers.Await;
import org.postern.reach.Technique;

/// Many operators at once, each with a censor of another kind, and some with a trouble that is nobody's block. Does
/// Postern say what each of them does, and nothing of the others? Some have a volunteer inside who measures now and
/// then; all have people who read the site.
public final class Techniques {
    private static final int RELAYS = 6;
    private static final int LOOKS = Scene.MOST_LOOKS;
    private static final int FIRST_NUMBER = 64700;
    private static final int MOST_OPERATORS = 150;

    private final Plan plan;
    private final Report report;

    private Techniques(Plan plan, Report report) {
        this.plan = plan;
        this.report = report;
    }

    /// @param only kinds that have one of these in their name
    /// @param with how many operators have the same censor and a volunteer
    /// @param without how many have the same censor and none
    /// @param every time between two letters of one sender
    /// @param octets of a letter, at least
    /// @param before time to learn what is usual
    /// @param after how long the censors are watched
    /// @param probes time between two measurements of one volunteer
    public record Plan(
            List<String> only,
            int with,
            int without,
            Duration every,
            int octets,
            Duration before,
            Duration after,
            Duration probes) {
        /// An hour, and some minutes to set up.
        public static Plan usual(List<String> only, int with, int without) {
            return new Plan(
                    only,
                    with,
                    without,
                    Duration.ofSeconds(40),
                    20_000,
                    Duration.ofMinutes(30),
                    Duration.ofMinutes(30),
                    Duration.ofMinutes(10));
        }

        /// @param minutes of each half
        public Plan lasting(int minutes) {
            var half = Duration.ofMinutes(minutes);
            return new Plan(only, with, without, every, octets, half, half, probes);
        }
    }

    /// What is done at an operator.
    ///
    /// @param right what it should be called; empty where nothing should be said
    private record Kind(String words, Optional<Technique> right, Act act) {}

    /// One operator of a kind.
    private record Case(Kind kind, boolean volunteer, Operator operator) {
        String right() {
            return kind.right().map(Technique::words).orElse(NOTHING);
        }

        /// What was said of it last.
        Optional<Noticed> said(List<Noticed> noticed) {
            return noticed.stream()
                    .filter(one -> one.asn() == operator.network().asn())
                    .reduce((first, second) -> second);
        }
    }

    private static final String NOTHING = "-";

    /// What happens at one operator when it begins.
    private interface Act {
        /// @param addresses of ours that its people were told
        void begin(Operator operator, Censor censor, String... addresses);
    }

    /// Runs it and writes its report.
    public static void run(Path folder, Plan plan, Report report) {
        new Techniques(plan, report).run(folder);
    }

    private void run(Path folder) {
        try (var scene = new Scene(folder, LOOKS)) {
            var cases = cases(scene);
            scene.openPostern(RELAYS, 0);
            report.say("Timers: " + Timers.stock().words() + ". " + cases.size()
                    + " operators with two senders each, one"
                    + " letter of " + plan.octets() + " octets of each sender in "
                    + plan.every().toSeconds() + " s, "
                    + plan.before().toMinutes() + " min before the blocks and "
                    + plan.after().toMinutes()
                    + " min after. Volunteers measure each " + plan.probes().toMinutes()
                    + " min. Postern looks at a mail host " + LOOKS + " times an hour.");
            people(scene, cases);
            var senders = cases.stream()
                    .flatMap(each -> each.operator().senders().stream())
                    .toList();
            var readers = Map.of("postern", scene.postern().reader());
            try (var letters = Letters.begin(senders, readers, plan.every(), plan.octets())) {
                wait(letters, plan.before());
                var begun = Instant.now();
                cases.forEach(each -> each.kind()
                        .act()
                        .begin(
                                each.operator(),
                                scene.censorOf(each.operator()),
                                scene.postern().seenFrom(each.operator()).toArray(String[]::new)));
                wait(letters, plan.before().plus(plan.after()));
                letters.end();
                tell(cases, scene.postern().noticed(), begun);
                report.file("techniques-status.txt", scene.postern().order("reach", "status"));
                report.file("techniques-steps.txt", scene.postern().order("reach", "steps"));
            }
        }
    }

    private List<Case> cases(Scene scene) {
        var cases = new ArrayList<Case>();
        var wanted = kinds(scene).stream()
                .filter(kind -> plan.only().stream().anyMatch(kind.words()::contains))
                .toList();
        for (int i = 0; i < plan.with() + plan.without(); i++) {
            for (var kind : wanted) {
                cases.add(new Case(kind, i < plan.with(), operator(scene, cases.size())));
            }
        }
        return cases;
    }

    private static List<Kind> kinds(Scene scene) {
        var kinds = new ArrayList<Kind>();
        Arrays.stream(Means.values())
                .filter(means -> means != Means.SNI_DROP) // the senders ask for no name, and their mail goes on
                .forEach(means -> kinds.add(new Kind(
                        means.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        Optional.of(means.technique()),
                        (operator, censor, addresses) -> censor.block(means, addresses))));
        kinds.add(new Kind(
                "dns lie",
                Optional.of(Technique.DNS_LIE),
                (operator, censor, addresses) -> scene.postern()
                        .names()
                        .forEach(name -> censor.lie(name, operator.network().address(Operator.NOBODY)))));
        kinds.add(new Kind(
                "name server blocked",
                Optional.of(Technique.NAME_SERVER),
                (operator, censor, addresses) -> censor.silence(scene.postern().nameServer())));
        kinds.addAll(troubles(scene));
        return kinds;
    }

    /// What is nobody's block.
    private static List<Kind> troubles(Scene scene) {
        return List.of(
                new Kind("nothing", Optional.empty(), (operator, censor, addresses) -> {}),
                new Kind("relay crash", Optional.empty(), (operator, censor, addresses) -> scene.crashRelay()),
                new Kind(
                        "outage",
                        Optional.empty(),
                        (operator, censor, addresses) -> operator.network().cut()),
                new Kind(
                        "slow link",
                        Optional.empty(),
                        (operator, censor, addresses) -> censor.slowLink(400, addresses)),
                new Kind(
                        "one customer's firewall",
                        Optional.empty(),
                        (operator, censor, addresses) -> censor.oneCustomersFirewall(
                                operator.network().address(Operator.FIRST_SENDER), addresses)));
    }

    private static Operator operator(Scene scene, int number) {
        if (number >= MOST_OPERATORS) {
            throw new IllegalArgumentException("there are addresses for " + MOST_OPERATORS + " operators");
        }
        int asn = FIRST_NUMBER + number;
        var made = scene.operator(asn, "operator " + number, "198.18." + number, "198.19." + (100 + number));
        made.postfix("post.as" + asn + ".test", List.of());
        made.postfix("brief.as" + asn + ".test", List.of());
        return made;
    }

    private void people(Scene scene, List<Case> cases) {
        for (int i = 0; i < cases.size(); i++) {
            var operator = cases.get(i).operator();
            scene.openReader(operator, Duration.ofSeconds(10));
            if (cases.get(i).volunteer()) {
                scene.openVolunteer(operator, plan.probes().multipliedBy(i).dividedBy(cases.size()), plan.probes());
            }
        }
    }

    private void tell(List<Case> cases, List<Noticed> noticed, Instant begun) {
        var kinds = new LinkedHashMap<String, List<Case>>();
        cases.forEach(each -> kinds.computeIfAbsent(each.kind().words(), missing -> new ArrayList<>())
                .add(each));
        report.say("");
        report.say(
                "| at the operator | right with a volunteer inside | after (s) | right without | after (s) | else said |");
        report.say("|---|---|---|---|---|---|");
        kinds.forEach((words, all) -> {
            var with = all.stream().filter(Case::volunteer).toList();
            var without = all.stream().filter(each -> !each.volunteer()).toList();
            report.say("| " + words + " | " + right(with, noticed) + " | " + after(with, noticed, begun) + " | "
                    + right(without, noticed) + " | " + after(without, noticed, begun) + " | " + others(all, noticed)
                    + " |");
        });
        report.say("");
    }

    private static boolean isRight(Case one, List<Noticed> noticed) {
        return one.said(noticed).map(Noticed::technique).orElse(NOTHING).equals(one.right());
    }

    private static String right(List<Case> cases, List<Noticed> noticed) {
        return cases.stream().filter(each -> isRight(each, noticed)).count() + " of " + cases.size();
    }

    /// When the right thing was said, in order.
    private static String after(List<Case> cases, List<Noticed> noticed, Instant begun) {
        var seconds = cases.stream()
                .filter(each -> isRight(each, noticed))
                .flatMap(each -> each.said(noticed).stream())
                .map(said -> Duration.between(begun, said.at()).toSeconds())
                .sorted()
                .map(Object::toString)
                .toList();
        return String.join(", ", seconds);
    }

    private static String others(List<Case> cases, List<Noticed> noticed) {
        var wrong = new TreeMap<String, Integer>();
        cases.stream()
                .filter(each -> !isRight(each, noticed))
                .map(each -> each.said(noticed).map(Noticed::technique).orElse("nothing"))
                .forEach(words -> wrong.merge(words, 1, Integer::sum));
        return wrong.isEmpty() ? NOTHING : wrong.toString();
    }

    private static void wait(Letters letters, Duration until) {
        Await.until(() -> letters.now() >= until.toSeconds(), Duration.ofHours(2), () -> "time");
    }
}
