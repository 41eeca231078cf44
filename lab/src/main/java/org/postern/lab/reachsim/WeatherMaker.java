package org.postern.lab.reachsim;

import java.util.function.Consumer;

/// What goes wrong without anybody's ill will.
final class WeatherMaker {
    private static final double MONTH = 30 * 86_400.0;
    private static final double HOUR = 3600;

    private final World world;
    private final Scenario.Weather weather;

    WeatherMaker(World world) {
        this.world = world;
        weather = world.scenario.weather();
    }

    void start() {
        for (int relay = 0; relay < world.pool.size(); relay++) {
            int crashing = relay;
            often(weather.relayCrashes(), () -> {
                world.relayDown(crashing, true);
                world.agenda.after(hours(0.1, 3), () -> world.relayDown(crashing, false));
            });
        }
        for (var net : world.nets) {
            spells(weather.outages(), hours(0.3, 8), isOn -> net.isOut = isOn);
            spells(weather.slowLinks(), hours(1, 24), isOn -> net.isSlow = isOn);
            spells(weather.resolverOutages(), hours(0.3, 6), isOn -> net.isResolverOut = isOn);
            spells(weather.middleboxes(), hours(5, 100), isOn -> one(net).hasMiddlebox = isOn);
            spells(weather.leavers(), hours(24, 200), isOn -> one(net).isGone = isOn);
            often(weather.routeFaults(), () -> {
                net.faultyRelay = world.random.nextInt(world.scenario.layout().relays());
                world.tally.routeFaults++;
                world.agenda.after(hours(0.3, 6), () -> net.faultyRelay = -1);
            });
        }
    }

    private static Mailer one(Net net) {
        return net.mailers.getFirst(); // the one with most of its network's mail: the worst case
    }

    private void spells(double inAMonth, double seconds, Consumer<Boolean> turn) {
        often(inAMonth, () -> {
            turn.accept(true);
            world.agenda.after(seconds, () -> turn.accept(false));
        });
    }

    private void often(double inAMonth, Runnable what) {
        if (inAMonth > 0) {
            world.agenda.after(-Math.log(1 - world.random.nextDouble()) * MONTH / inAMonth, () -> {
                what.run();
                often(inAMonth, what);
            });
        }
    }

    private double hours(double least, double most) {
        return HOUR * least * Math.pow(most / least, world.random.nextDouble());
    }
}
