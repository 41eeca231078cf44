package org.postern.lab.sim;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.postern.lab.sim.Internet.Network;
import org.postern.lab.sim.Internet.Passage;

/// What goes wrong, and when.
final class Weather {
    private final World world;
    private final Site site;
    private final Internet internet;
    private final Zones zones;
    private final Journal journal;
    private final Random random;
    private final List<InetAddress> outside;
    private boolean calm;

    /// What it works on.
    ///
    /// @param outside addresses of the servers outside
    record Parts(
            World world,
            Site site,
            Internet internet,
            Zones zones,
            Journal journal,
            Random random,
            List<InetAddress> outside) {}

    Weather(Parts parts) {
        world = parts.world();
        site = parts.site();
        internet = parts.internet();
        zones = parts.zones();
        journal = parts.journal();
        random = parts.random();
        outside = parts.outside();
    }

    /// Nothing goes wrong any more, and what is wrong is mended.
    void calm() {
        calm = true;
        mend();
        internet.cutShare(0);
        site.clockError(Duration.ZERO);
    }

    void blow() {
        internet.cutShare(0.05);
        while (!calm) {
            world.pause(Duration.ofMinutes(20 + random.nextInt(400)));
            if (!calm) {
                strike();
                mend();
            }
        }
    }

    private void strike() {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> crash();
            case 3 -> full();
            case 4 -> slow();
            case 5 -> clock();
            case 6 -> names();
            default -> route();
        }
    }

    /// At one of its next steps, or in its sleep when it takes none for an hour.
    private void crash() {
        site.up().ifPresent(process -> {
            process.peril().arm(1 + random.nextInt(60));
            world.pause(Duration.ofHours(1));
            if (process.peril().isArmed() && !calm) {
                process.peril().die();
            }
            process.peril().arm(0);
        });
    }

    private void full() {
        journal.note("the disk is full");
        site.up().ifPresent(process -> {
            boolean rowsToo = random.nextBoolean();
            process.peril().full(rowsToo);
            site.disk().full(true);
            world.pause(Duration.ofMinutes(5 + random.nextInt(120)));
            process.peril().full(false);
        });
    }

    private void slow() {
        journal.note("the disk is slow");
        site.up().ifPresent(process -> {
            process.peril().slow(Duration.ofMillis(100 + random.nextInt(8000)));
            world.pause(Duration.ofMinutes(5 + random.nextInt(60)));
            process.peril().slow(Duration.ZERO);
        });
    }

    private void clock() {
        site.clockError(Duration.ofMinutes(random.nextInt(600) - 300L));
    }

    private void names() {
        var asker = random.nextBoolean() ? Site.ADDRESS : one();
        var trouble = List.of(Zones.Trouble.values()).get(random.nextInt(Zones.Trouble.values().length));
        journal.note("the DNS of " + asker.getHostAddress() + ": " + trouble);
        zones.outage(Network.of(asker), trouble);
        world.pause(Duration.ofMinutes(3 + random.nextInt(90)));
    }

    private void route() {
        var other = one();
        var passage = random.nextInt(3) == 0 ? Passage.RESET : Passage.SILENT;
        boolean towardsUs = random.nextBoolean();
        journal.note("the way " + (towardsUs ? "from " : "to ") + other.getHostAddress() + ": " + passage);
        if (towardsUs) {
            internet.pass(Network.of(other), Site.ADDRESS, passage);
        } else {
            internet.pass(Network.of(Site.ADDRESS), other, passage);
        }
        world.pause(Duration.ofMinutes(10 + random.nextInt(600)));
    }

    private void mend() {
        internet.openAllWays();
        zones.noTroubles();
        site.disk().full(false);
        site.up().ifPresent(process -> {
            process.peril().full(false);
            process.peril().slow(Duration.ZERO);
            process.peril().arm(0);
        });
    }

    private InetAddress one() {
        return outside.get(random.nextInt(outside.size()));
    }
}
