package org.postern.server.reachctl;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.Orders;
import org.postern.reach.plan.Past;
import org.postern.reach.plan.Step;
import org.postern.reach.plan.Withdrawals;
import org.postern.server.db.Database;
import org.postern.server.db.ReachRows;
import org.postern.server.relays.NetworkText;
import org.postern.wire.Octets;

/// What was done and what a person decided, in the database; what is in force of it, in memory.
/// Looks and resets change nothing that lasts and are remembered for a quarter of an hour. For one
/// thread at a time, but for what answers are made from.
final class StepBook {
    static final String PINNED = "pinned";
    static final String FORBIDDEN = "forbidden";
    static final String PARTNER = "partner";
    private static final String PUBLISHED = "published";
    private static final String ROUTE = "route";
    private static final Duration REMEMBERED = Duration.ofDays(30);
    private static final Duration KEPT = Duration.ofDays(365);
    private static final Duration FLEETING = Duration.ofMinutes(15); // longer than the planner spaces them
    private static final int KEY_OCTETS = 32;

    private final Database database;
    private final List<Past> recent = new ArrayList<>();
    private volatile Withdrawals withdrawn;
    private volatile Orders orders;
    private volatile Map<SourceNetwork, RelayId> routes;
    private volatile Set<RelayId> published;

    /// Who took a step.
    enum Author {
        PLANNER,
        OPERATOR;

        String word() {
            return this == PLANNER ? "planner" : "operator";
        }
    }

    /// A step of the past, for people.
    record Written(long number, Instant at, Step step, String reason, Author author, boolean undone) {}

    StepBook(Database database, Instant now) {
        this.database = database;
        record Read(List<ReachRows.Withdrawn> withdrawn, List<ReachRows.Step> steps, Map<String, List<String>> rules) {}
        var read = database.read(tables -> new Read(
                tables.reach().withdrawn(),
                tables.reach().stepsSince(now.minus(REMEMBERED)),
                Set.of(PINNED, FORBIDDEN, PARTNER, PUBLISHED, ROUTE).stream()
                        .collect(Collectors.toMap(
                                kind -> kind, kind -> tables.reach().rules(kind)))));
        withdrawn = Withdrawals.of(read.withdrawn().stream()
                .flatMap(row -> NetworkText.parse(row.network()).stream()
                        .map(network -> new Withdrawals.Withdrawn(
                                network, new RelayId(row.relay()), InetAddress.ofLiteral(row.address()), row.since())))
                .toList());
        orders = orders(read.rules());
        published = relays(read.rules().getOrDefault(PUBLISHED, List.of()));
        routes = steps(read.rules().getOrDefault(ROUTE, List.of())).stream()
                .map(Step.RouteVia.class::cast)
                .collect(Collectors.toUnmodifiableMap(
                        Step.RouteVia::destination, via -> via.egress().orElse(RelayId.CORE)));
        read.steps().forEach(row -> StepText.parse(row.step()).ifPresent(step -> recent.add(new Past(row.at(), step))));
    }

    private static Orders orders(Map<String, List<String>> rules) {
        return new Orders(
                steps(rules.getOrDefault(PINNED, List.of())),
                steps(rules.getOrDefault(FORBIDDEN, List.of())),
                relays(rules.getOrDefault(PARTNER, List.of())));
    }

    private static Set<Step> steps(List<String> texts) {
        return texts.stream().flatMap(text -> StepText.parse(text).stream()).collect(Collectors.toUnmodifiableSet());
    }

    private static Set<RelayId> relays(List<String> names) {
        return names.stream().map(RelayId::new).collect(Collectors.toUnmodifiableSet());
    }

    Withdrawals withdrawn() {
        return withdrawn;
    }

    Orders orders() {
        return orders;
    }

    Map<SourceNetwork, RelayId> routes() {
        return routes;
    }

    Set<RelayId> published() {
        return published;
    }

    List<Past> recent() {
        return List.copyOf(recent);
    }

    /// Writes a step down and puts into force what of it is ours to: withdrawals, routes, what is
    /// published.
    ///
    /// @return its number; 0 for a step that leaves no trace
    long take(Step step, String reason, Author author, Instant now) {
        if (step instanceof Step.LookNow || step instanceof Step.ResetSilent) {
            recent.add(new Past(now, step));
            return 0;
        }
        long number = database.write(tables -> {
            var rows = tables.reach();
            keep(rows, step, now);
            return rows.addStep(now, StepText.of(step), reason, author.word());
        });
        recent.add(new Past(now, step)); // a step that was not taken is not held against the next
        putIntoForce(step, now);
        return number;
    }

    private static void keep(ReachRows rows, Step step, Instant now) {
        switch (step) {
            case Step.Withdraw(var network, var relay, var address) ->
                rows.withdraw(new ReachRows.Withdrawn(network.toString(), relay.name(), address.getHostAddress(), now));
            case Step.Restore(var network, var relay, var address) ->
                rows.restore(network.toString(), relay.name(), address.getHostAddress());
            case Step.RouteVia via -> {
                rows.rules(ROUTE).stream()
                        .filter(text -> StepText.parse(text)
                                .filter(old ->
                                        ((Step.RouteVia) old).destination().equals(via.destination()))
                                .isPresent())
                        .toList()
                        .forEach(text -> rows.removeRule(ROUTE, text));
                if (via.egress().isPresent()) {
                    rows.addRule(ROUTE, StepText.of(via));
                }
            }
            case Step.BringUp _, Step.Retire _, Step.ResetSilent _, Step.LookNow _, Step.PublishEndpoints _ -> {}
        }
    }

    private void putIntoForce(Step step, Instant now) {
        switch (step) {
            case Step.Withdraw(var network, var relay, var address) ->
                withdrawn = withdrawn.with(new Withdrawals.Withdrawn(network, relay, address, now));
            case Step.Restore(var network, var relay, var address) ->
                withdrawn = withdrawn.without(network, relay, address);
            case Step.RouteVia(var network, var egress) -> {
                var changed = new HashMap<>(routes);
                egress.ifPresentOrElse(by -> changed.put(network, by), () -> changed.remove(network));
                routes = Map.copyOf(changed);
            }
            case Step.BringUp _, Step.Retire _, Step.ResetSilent _, Step.LookNow _, Step.PublishEndpoints _ -> {}
        }
    }

    /// The endpoint list that went out last names these.
    void published(Set<RelayId> relays) {
        database.change(tables -> {
            tables.reach().removeRules(PUBLISHED);
            relays.forEach(relay -> tables.reach().addRule(PUBLISHED, relay.name()));
        });
        published = Set.copyOf(relays);
    }

    /// A person's rule.
    ///
    /// @return false when it stood (or did not stand) before
    boolean rule(String kind, String subject, boolean stands) {
        boolean changed = database.write(tables ->
                stands ? tables.reach().addRule(kind, subject) : tables.reach().removeRule(kind, subject));
        var rules = new TreeMap<String, List<String>>();
        for (var each : List.of(PINNED, FORBIDDEN, PARTNER)) {
            rules.put(each, database.read(tables -> tables.reach().rules(each)));
        }
        orders = orders(rules);
        return changed;
    }

    void markUndone(long number) {
        database.change(tables -> tables.reach().markUndone(number));
    }

    Optional<Written> step(long number) {
        return database.read(tables -> tables.reach().step(number)).flatMap(StepBook::written);
    }

    /// Newest first.
    List<Written> last(int most) {
        return database.read(tables -> tables.reach().lastSteps(most)).stream()
                .flatMap(row -> written(row).stream())
                .toList();
    }

    private static Optional<Written> written(ReachRows.Step row) {
        return StepText.parse(row.step())
                .map(step -> new Written(
                        row.id(),
                        row.at(),
                        step,
                        row.reason(),
                        row.author().equals(Author.PLANNER.word()) ? Author.PLANNER : Author.OPERATOR,
                        row.undone()));
    }

    /// What the planner need not know any more.
    void forgetPast(Instant now) {
        recent.removeIf(past -> isOver(past, now));
    }

    /// Once in a while.
    void forgetOld(Instant now) {
        database.change(tables -> tables.reach().forgetStepsBefore(now.minus(KEPT)));
    }

    private static boolean isOver(Past past, Instant now) {
        boolean fleeting = past.step() instanceof Step.LookNow || past.step() instanceof Step.ResetSilent;
        return past.at().plus(fleeting ? FLEETING : REMEMBERED).isBefore(now);
    }

    /// What decides which network sees which slice of the pool; made when it is first asked for.
    byte[] key(SecureRandom random) {
        var made = new byte[KEY_OCTETS];
        random.nextBytes(made);
        return database.write(tables -> {
                    var known = tables.reach().key();
                    if (known.isEmpty()) {
                        tables.reach().setKey(Octets.of(made));
                    }
                    return known.orElse(Octets.of(made));
                })
                .toByteArray();
    }
}
