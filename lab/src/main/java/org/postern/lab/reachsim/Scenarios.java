package org.postern.lab.reachsim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postern.lab.reachsim.Scenario.Act;
import org.postern.lab.reachsim.Scenario.Censors;
import org.postern.lab.reachsim.Scenario.Days;
import org.postern.lab.reachsim.Scenario.Layout;
import org.postern.lab.reachsim.Scenario.Reads;
import org.postern.lab.reachsim.Scenario.Tier;
import org.postern.lab.reachsim.Scenario.Town;
import org.postern.lab.reachsim.Scenario.Weather;

/// The runs that the page's tables are of.
final class Scenarios {
    private static final Town TOWN = new Town(8, 10, 20, 0.5, 3, 0);
    private static final Days WEEK = new Days(1, 1, 5);
    private static final Layout POSTERN = new Layout(Layout.Kind.POSTERN, 100, 20, 20, false);
    static final Layout WITH_A_PARTNER = new Layout(Layout.Kind.POSTERN, 100, 20, 20, true);
    private static final Scenario TWO_MX =
            base("2019 layout: two MX in one /24").with(new Layout(Layout.Kind.STATIC, 2, 0, 1, false));

    private Scenarios() {}

    static Scenario base(String name) {
        return new Scenario(name, TOWN, POSTERN, Censors.NONE, Weather.FAIR, WEEK);
    }

    static Censors by(Tier tier, Reads reads) {
        return new Censors(tier, tier == Tier.C5 ? Act.RESET : Act.NULL_ROUTE, 2, reads);
    }

    /// A layout of 2019 and Postern, against censors of each tier that ask the network's resolver.
    static List<Scenario> curve() {
        var all = new ArrayList<>(List.of(TWO_MX.with(by(Tier.C0, Reads.SHARED)).named("2019 layout; C0")));
        for (var tier : List.of(Tier.C1, Tier.C2, Tier.C3, Tier.C4)) {
            all.add(base("Postern; " + tier).with(by(tier, Reads.SHARED)));
        }
        all.add(base("Postern and a partner; C3").with(WITH_A_PARTNER).with(by(Tier.C3, Reads.SHARED)));
        return all;
    }

    static List<Scenario> tiers() {
        var all = new ArrayList<Scenario>();
        var baselines = List.of(
                TWO_MX,
                base("four static MX").with(new Layout(Layout.Kind.STATIC, 4, 0, 4, false)),
                base("round robin of 12").with(new Layout(Layout.Kind.ROUND_ROBIN, 12, 0, 12, false)));
        for (var tier : List.of(Tier.C0, Tier.C1, Tier.C2, Tier.C3, Tier.C4, Tier.C5, Tier.C6)) {
            baselines.forEach(
                    layout -> all.add(layout.with(by(tier, Reads.SHARED)).named(tier + " | " + layout.name())));
            for (var reads : tier == Tier.C5 || tier == Tier.C6 ? List.of(Reads.SHARED) : List.of(Reads.values())) {
                all.add(base(tier + " | Postern, " + words(reads)).with(by(tier, reads)));
                if (tier.compareTo(Tier.C3) >= 0) {
                    all.add(base(tier + " | Postern and a partner, " + words(reads))
                            .with(WITH_A_PARTNER)
                            .with(by(tier, reads)));
                }
            }
        }
        return all;
    }

    /// Four censors that know nothing of each other, with two networks each, among so many networks in all.
    static List<Scenario> scale(int networks) {
        var town = new Town(networks, 10, 20, 0.5, 3, 0);
        return List.of(
                base("C2 | Postern").with(town).with(by(Tier.C2, Reads.SHARED).lists(4)),
                base("C3 | Postern and a partner")
                        .with(town)
                        .with(WITH_A_PARTNER)
                        .with(by(Tier.C3, Reads.SHARED).lists(4)));
    }

    private static String words(Reads reads) {
        return switch (reads) {
            case OWN -> "censor asks by a resolver of its own";
            case SHARED -> "censor asks the network's resolver";
            case WIRE -> "censor reads every answer";
        };
    }

    /// A block of one technique that begins in one network, after four days of learning.
    static Scenario notice(Act act, double mailsAnHour, int most) {
        return block(act, mailsAnHour, most, 0);
    }

    /// The same where a volunteer in the network measures each ten minutes.
    static Scenario volunteered(Act act, double mailsAnHour) {
        var made = block(act, mailsAnHour, Integer.MAX_VALUE, 1);
        return made.named(made.name() + ", a volunteer inside");
    }

    private static Scenario block(Act act, double mailsAnHour, int most, int volunteers) {
        var tier = act == Act.NULL_ROUTE || act == Act.PORT_25 ? Tier.C0 : Tier.C5;
        return new Scenario(
                act + " at " + mailsAnHour + " an hour" + (most == 1 ? ", one address of three" : ""),
                new Town(8, 6, mailsAnHour, 0.5, 3, volunteers),
                new Layout(Layout.Kind.POSTERN, 30, 6, 10, false),
                new Censors(tier, act, 1, 1, Reads.SHARED, most),
                Weather.FAIR,
                new Days(4, 1, 0));
    }

    /// The ordinary troubles, together and the one that nobody outside can tell from a block.
    static Map<String, Weather> weathers() {
        var all = new LinkedHashMap<String, Weather>();
        all.put(
                "relay crashes, outages, lossy links, resolvers' outages, middleboxes, senders that leave",
                Weather.ORDINARY);
        all.put("faults of one route for hours", new Weather(0, 0, 0, 0, 0, 0, 0.2));
        return all;
    }

    static Scenario benign(int networks, int days, Weather weather) {
        return new Scenario(
                "benign",
                new Town(networks, 5, 8, 0.6, 3, 0),
                new Layout(Layout.Kind.POSTERN, 12, 4, 8, false),
                Censors.NONE,
                weather,
                new Days(0, days, 0));
    }
}
