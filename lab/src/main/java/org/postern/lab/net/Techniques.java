package org.postern.lab.net;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.lab.peers.Await;
import org.postern.reach.Technique;

/// Many operators at once, each with a censor of another kind, and some with a trouble that is nobody's block. Does
/// Postern say what each of them does, and nothing of the others?
public final class Techniques {
    private static final int RELAYS = 6;
    private static final int FIRST_NUMBER = 64700;

    private final Plan plan;
    private final Report report;

    private Techniques(Plan plan, Report report) {
        this.plan = plan;
        this.report = report;
    }

    /// @param each how many operators have the same censor
    /// @param every time between two letters of one sender
    /// @param before time to learn what is usual
    /// @param after how long the censors are watched
    public record Plan(int each, Duration every, Duration before, Duration after) {
        /// Under half an hour.
        public static Plan usual() {
            return new Plan(1, Duration.ofSeconds(20), Duration.ofMinutes(8), Duration.ofMinutes(12));
        }
    }

    /// One operator and what is done there.
    ///
    /// @param right what it should be called; empty where nothing should be said
    private record Case(String words, Optional<Technique> right, Operator operator, Act act) {}

    /// What happens at one operator when it begins.
    private interface Act {
        void begin(Censor censor, Set<String> addresses);
    }

    /// Runs it and writes its report.
    public static void run(Path folder, Plan plan, Report report) {
        new Techniques(plan, report).run(folder);
    }

    private void run(Path folder) {
        var timers = Timers.stock();
        try (var scene = new Scene(folder, Scene.MOST_LOOKS)) {
            var cases = cases(scene);
            scene.openPostern(RELAYS, 0);
            var senders = cases.stream()
                    .flatMap(each -> each.operator().senders().stream())
                    .toList();
            report.say("Timers: " + timers.words() + ". One letter of each sender in "
                    + plan.every().toSeconds()
                    + " s, " + plan.before().toMinutes() + " min before the blocks and "
                    + plan.after().toMinutes()
                    + " min after.");
            try (var letters =
                    Letters.begin(senders, Map.of("postern", scene.postern().reader()), plan.every())) {
                wait(letters, plan.before());
                var begun = Instant.now();
                cases.forEach(each -> each.act()
                        .begin(scene.censorOf(each.operator()), scene.postern().seenFrom(each.operator())));
                wait(letters, plan.before().plus(plan.after()));
                letters.end();
                tell(cases, scene.postern().noticed(), begun);
                report.file("techniques-status.txt", scene.postern().order("reach", "status"));
            }
        }
    }

    private List<Case> cases(Scene scene) {
        var cases = new ArrayList<Case>();
        for (int i = 0; i < plan.each(); i++) {
            Arrays.stream(Means.values())
                    .forEach(means -> cases.add(new Case(
                            means.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            Optional.of(means.technique()),
                            operator(scene, cases.size()),
                            (censor, addresses) -> addresses.forEach(address -> censor.block(means, address)))));
            cases.add(new Case(
                    "dns lie",
                    Optional.of(Technique.DNS_LIE),
                    operator(scene, cases.size()),
                    (censor, addresses) -> scene.postern().names().forEach(name -> censor.lie(name, "127.0.0.2"))));
            cases.add(new Case(
                    "name server blocked",
                    Optional.of(Technique.NAME_SERVER),
                    operator(scene, cases.size()),
                    (censor, addresses) -> censor.silence(scene.postern().nameServer())));
            addTroubles(scene, cases);
        }
        return cases;
    }

    /// What is nobody's block.
    private static void addTroubles(Scene scene, List<Case> cases) {
        var quiet = operator(scene, cases.size());
        cases.add(new Case("nothing", Optional.empty(), quiet, (censor, addresses) -> {}));
        var cut = operator(scene, cases.size());
        cases.add(new Case(
                "outage",
                Optional.empty(),
                cut,
                (censor, addresses) -> cut.network().cut()));
        var slow = operator(scene, cases.size());
        cases.add(new Case(
                "slow link",
                Optional.empty(),
                slow,
                (censor, addresses) -> addresses.forEach(address -> censor.slowLink(address, 400))));
        var walled = operator(scene, cases.size());
        var customer = walled.network().address(Operator.FIRST_SENDER);
        cases.add(new Case(
                "one customer's firewall",
                Optional.empty(),
                walled,
                (censor, addresses) -> addresses.forEach(address -> censor.oneCustomersFirewall(customer, address))));
    }

    private static Operator operator(Scene scene, int number) {
        int asn = FIRST_NUMBER + number;
        var made = scene.operator(asn, "operator " + number, "198.18." + (120 + number));
        made.postfix("post.as" + asn + ".test", List.of());
        made.postfix("brief.as" + asn + ".test", List.of());
        return made;
    }

    private void tell(List<Case> cases, List<Noticed> noticed, Instant begun) {
        report.say("");
        report.say("| at the operator | said | after | right |");
        report.say("|---|---|---|---|");
        for (var each : cases) {
            var said = noticed.stream()
                    .filter(one -> one.asn() == each.operator().network().asn())
                    .reduce((first, second) -> second);
            var words = said.map(Noticed::technique).orElse("-");
            var expected = each.right().map(Technique::words).orElse("-");
            report.say("| " + each.words() + " | " + words + " | "
                    + said.map(one -> Duration.between(begun, one.at()).toSeconds() + " s")
                            .orElse("")
                    + " | " + (words.equals(expected) ? "yes" : "NO") + " |");
        }
        report.say("");
    }

    private static void wait(Letters letters, Duration until) {
        Await.until(() -> letters.now() >= until.toSeconds(), Duration.ofHours(2), () -> "time");
    }
}
