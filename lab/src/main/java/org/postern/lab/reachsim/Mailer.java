package org.postern.lab.reachsim;

import java.util.HashMap;
import java.util.Map;

/// A mail server that writes to us, with unmodified timers.
final class Mailer {
    private static final int SESSIONS = 2; // Postfix's smtp_mx_session_limit
    private static final long DEAD = 900; // Exim leaves an address alone so long
    private static final long LOOKS_AGAIN = 10;
    private static final long HELD = 300; // an open session that goes silent holds Postfix's queue

    final Net net;
    final Resolver resolver;
    final Timers timers;
    final double mailsAnHour;
    final long bit;
    private final World world;
    private final Map<Integer, Long> dead = new HashMap<>();
    boolean hasMiddlebox;
    boolean isGone;
    private int sessionWith = -1;
    private long sessionUntil;
    private long heldUntil;

    /// @param share of its network's mail
    Mailer(World world, Resolver resolver, Timers timers, double share, long bit) {
        this.world = world;
        this.net = resolver.net;
        this.resolver = resolver;
        this.timers = timers;
        this.mailsAnHour = net.mailsAnHour * share;
        this.bit = bit;
    }

    void start() {
        scheduleNext();
    }

    private void scheduleNext() {
        double meanSeconds = 3600 / (mailsAnHour * world.dayFactor());
        world.agenda.after(-Math.log(1 - world.random.nextDouble()) * meanSeconds, () -> {
            if (!isGone) {
                attempt(new Letter(this, world.agenda.now()));
            }
            scheduleNext();
        });
    }

    private void attempt(Letter letter) {
        if (heldUntil > world.agenda.now()) {
            world.agenda.in(LOOKS_AGAIN, () -> attempt(letter));
            return;
        }
        if (letter.tries == 0) {
            world.tally.offered(letter);
        }
        letter.tries++;
        var addresses = resolver.look(world, bit).clone();
        shuffle(addresses);
        connect(letter, addresses, 0, 0);
    }

    private void shuffle(int[] addresses) {
        for (int i = addresses.length - 1; i > 0; i--) {
            int other = world.random.nextInt(i + 1);
            int kept = addresses[i];
            addresses[i] = addresses[other];
            addresses[other] = kept;
        }
    }

    /// @param from where in the addresses to go on
    /// @param sessions that stood and broke
    private void connect(Letter letter, int[] addresses, int from, int sessions) {
        int at = from;
        while (at < addresses.length && isKnownDead(addresses[at])) {
            at++;
        }
        if (at >= Math.min(addresses.length, timers.addresses) || sessions >= SESSIONS) {
            later(letter);
            return;
        }
        int relay = addresses[at];
        int next = at + 1;
        switch (world.connect(this, relay)) {
            case SILENT -> {
                if (timers == Timers.EXIM) {
                    dead.put(relay, world.agenda.now() + timers.connectSeconds + DEAD);
                }
                world.agenda.in(timers.connectSeconds, () -> connect(letter, addresses, next, sessions));
            }
            case REFUSED -> connect(letter, addresses, next, sessions);
            case BROKE -> world.agenda.in(5, () -> connect(letter, addresses, next, sessions + 1));
            case KEPT -> kept(letter, relay);
        }
    }

    private boolean isKnownDead(int relay) {
        return timers == Timers.EXIM && dead.getOrDefault(relay, -1L) > world.agenda.now();
    }

    private void kept(Letter letter, int relay) {
        sessionWith = relay;
        sessionUntil = world.agenda.now() + 3 + world.random.nextInt(10);
        world.tally.kept(letter, world.agenda.now());
    }

    private void later(Letter letter) {
        long age = world.agenda.now() - letter.offered;
        long wait = timers.nextTryIn(age, letter.tries, world.random.nextDouble());
        if (age + wait > timers.givesUpSeconds) {
            world.tally.bounced(letter);
            return;
        }
        world.agenda.in(wait, () -> attempt(letter));
    }

    /// A block has fallen on the way to a relay.
    void cut(int relay) {
        if (timers == Timers.POSTFIX && sessionWith == relay && sessionUntil > world.agenda.now()) {
            heldUntil = world.agenda.now() + HELD;
        }
    }
}
