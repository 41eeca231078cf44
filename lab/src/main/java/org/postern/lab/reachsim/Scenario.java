package org.postern.lab.reachsim;

/// What one run is of.
///
/// @param town who writes to us
/// @param layout how we are reached
/// @param censors who blocks
/// @param weather what goes wrong without a censor
/// @param days how long: what is learned, what is measured, and what is waited for after it
record Scenario(String name, Town town, Layout layout, Censors censors, Weather weather, Days days) {
    /// @param networks in all, the censored ones among them
    /// @param mailsAnHour of a censored network; the others have from a third to three times as much
    /// @param swing of the rate between night and noon, from 0 to 1
    /// @param hosts mail hosts of a network that we exchange mail with, at most
    /// @param volunteers networks, from the first on, in which somebody runs `postern probe`
    record Town(int networks, int sendersOfOne, double mailsAnHour, double swing, int hosts, int volunteers) {}

    /// @param relays that serve, and spares beside them
    /// @param hostings networks that they stand in
    /// @param partner one more, in a network that the censor lets pass
    record Layout(Kind kind, int relays, int spares, int hostings, boolean partner) {
        enum Kind {
            POSTERN,
            /// The same addresses for everybody, all in each answer, for ever.
            STATIC,
            /// Three addresses for each question, the next three for the next.
            ROUND_ROBIN
        }
    }

    /// @param lists censors that know nothing of each other
    /// @param networks that obey one list
    /// @param reads whose answers the censor comes to see
    /// @param most addresses that its first list has
    record Censors(Tier tier, Act act, int lists, int networks, Reads reads, int most) {
        static final Censors NONE = new Censors(Tier.C0, Act.NULL_ROUTE, 0, 0, Reads.OWN, 0);

        Censors(Tier tier, Act act, int networks, Reads reads) {
            this(tier, act, 1, networks, reads, Integer.MAX_VALUE);
        }

        Censors lists(int other) {
            return new Censors(tier, act, other, networks, reads, most);
        }

        /// Networks that obey any list.
        int all() {
            return lists * networks;
        }
    }

    /// As in the table of docs/reach/simulator.md.
    enum Tier {
        C0,
        C1,
        C2,
        C3,
        C4,
        C5,
        C6,
        /// Blocks nothing and plants signs as if others did.
        LIAR
    }

    /// How a censor blocks.
    enum Act {
        NULL_ROUTE,
        PORT_25,
        RESET,
        STARTTLS_STRIP,
        TLS_FILTER,
        THROTTLE,
        BYTE_FREEZE,
        DNS_LIE,
        NAME_SERVER
    }

    /// What a censor looks at to learn addresses.
    enum Reads {
        /// A resolver of its own that nobody else uses.
        OWN,
        /// The network's resolver, which half of the senders use.
        SHARED,
        /// Every answer that any resolver in its networks gets.
        WIRE
    }

    /// @param relayCrashes of each relay in 30 days; likewise of each network: outages, days of a lossy link,
    ///     outages of its resolver, one sender's middlebox, senders that fall silent, faults of the way
    ///     between it and one relay (which cannot be told from a block)
    record Weather(
            double relayCrashes,
            double outages,
            double slowLinks,
            double resolverOutages,
            double middleboxes,
            double leavers,
            double routeFaults) {
        static final Weather FAIR = new Weather(0, 0, 0, 0, 0, 0, 0);
        static final Weather ORDINARY = new Weather(1, 0.3, 0.3, 0.3, 0.2, 0.2, 0);
    }

    record Days(int learned, int measured, int after) {
        int all() {
            return learned + measured + after;
        }
    }

    Scenario named(String other) {
        return new Scenario(other, town, layout, censors, weather, days);
    }

    Scenario with(Town other) {
        return new Scenario(name, other, layout, censors, weather, days);
    }

    Scenario with(Layout other) {
        return new Scenario(name, town, other, censors, weather, days);
    }

    Scenario with(Censors other) {
        return new Scenario(name, town, layout, other, weather, days);
    }

    Scenario waiting(int daysAfter) {
        var other = new Days(days.learned(), days.measured(), daysAfter);
        return new Scenario(name, town, layout, censors, weather, other);
    }

    Scenario with(Weather other) {
        return new Scenario(name, town, layout, censors, other, days);
    }
}
