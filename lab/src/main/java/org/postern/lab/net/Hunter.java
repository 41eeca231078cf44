package org.postern.lab.net;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A censor that needs no clerk: it asks its operator's resolver for a domain's mail servers at its interval, and
/// null-routes what it is told.
public final class Hunter implements AutoCloseable {
    private static final int HITS_BEFORE_WIDENING = 3;

    private final Censor censor;
    private final Operator operator;
    private final Tier tier;
    private final String domain;
    private final Set<String> blocked = new ConcurrentSkipListSet<>();
    private final Map<String, Integer> hits = new HashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    private Hunter(Censor censor, Operator operator, Tier tier, String domain) {
        this.censor = censor;
        this.operator = operator;
        this.tier = tier;
        this.domain = domain;
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("hunter " + operator.network().asn())
                .start(this::hunt);
    }

    /// How quick and how rough it is.
    ///
    /// @param interval between two looks; the first is at once
    /// @param widens to the whole /24 after a few addresses of it
    /// @param spared addresses that it does not dare to block
    public record Tier(String name, Duration interval, boolean widens, Set<String> spared) {
        /// A list that is loaded once a day.
        public static final Tier C1 = new Tier("C1", Duration.ofDays(1), false, Set.of());
        /// Looks each hour.
        public static final Tier C2 = new Tier("C2", Duration.ofHours(1), false, Set.of());
        /// Looks each minute.
        public static final Tier C3 = new Tier("C3", Duration.ofMinutes(1), false, Set.of());
        /// The same, and takes neighbours along.
        public static final Tier C4 = new Tier("C4", Duration.ofMinutes(1), true, Set.of());

        /// The same with time running so many times as fast.
        public Tier hurried(int times) {
            return new Tier(name, interval.dividedBy(times), widens, spared);
        }

        /// The same where a partner's addresses carry too much of others' mail.
        public Tier sparing(Set<String> addresses) {
            return new Tier(name, interval, widens, addresses);
        }
    }

    /// Begins at once.
    ///
    /// @param domain whose mail servers it looks for
    public static Hunter start(Censor censor, Operator operator, Tier tier, String domain) {
        return new Hunter(censor, operator, tier, domain);
    }

    /// What it has blocked so far: addresses and prefixes.
    public Set<String> blocked() {
        return new TreeSet<>(blocked);
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(Duration.ofMinutes(1));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void hunt() {
        try {
            do {
                look();
            } while (!stop.await(tier.interval().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        for (var exchanger : operator.resolver().ask(domain, "MX").lines().toList()) {
            var words = exchanger.split(" ");
            if (words.length == 2) {
                operator.resolver()
                        .ask(words[1], "A")
                        .lines()
                        .filter(line -> line.matches("[0-9.]+"))
                        .forEach(this::seen);
            }
        }
    }

    private void seen(String address) {
        if (tier.spared().contains(address) || !blocked.add(address)) {
            return;
        }
        censor.block(Means.NULL_ROUTE, address);
        var prefix = address.substring(0, address.lastIndexOf('.')) + ".0/24";
        if (tier.widens() && hits.merge(prefix, 1, Integer::sum) >= HITS_BEFORE_WIDENING && blocked.add(prefix)) {
            censor.block(Means.NULL_ROUTE, prefix);
        }
    }
}
