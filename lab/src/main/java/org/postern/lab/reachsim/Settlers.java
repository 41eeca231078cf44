package org.postern.lab.reachsim;

import java.util.stream.IntStream;

/// Fills the networks with senders.
final class Settlers {
    private static final double AT_THE_NETWORKS_RESOLVER = 0.5;
    private static final int RESOLVERS = 14;

    private final World world;

    Settlers(World world) {
        this.world = world;
    }

    void settle() {
        var town = world.scenario.town();
        for (int i = 0; i < town.networks(); i++) {
            boolean isCensored = i < world.scenario.censors().all();
            double rate = isCensored ? 1 : Math.pow(3, 2 * world.random.nextDouble() - 1);
            int hosts = town.hosts() == 0 ? 0 : 1 + world.random.nextInt(town.hosts());
            var net = new Net(i, town.mailsAnHour() * rate, hosts);
            world.nets.add(net);
            net.resolvers.add(new Resolver(net, 0));
            senders(net, town.sendersOfOne());
        }
    }

    /// The k-th has a share like 1/k.
    private void senders(Net net, int count) {
        double all = IntStream.rangeClosed(1, count).mapToDouble(k -> 1.0 / k).sum();
        for (int k = 1; k <= count; k++) {
            boolean isShared =
                    world.random.nextDouble() < AT_THE_NETWORKS_RESOLVER || net.resolvers.size() >= RESOLVERS;
            if (!isShared) {
                net.resolvers.add(new Resolver(net, net.resolvers.size()));
            }
            var resolver = isShared ? net.resolvers.getFirst() : net.resolvers.getLast();
            double kind = world.random.nextDouble();
            var timers = kind < 0.6 ? Timers.POSTFIX : kind < 0.9 ? Timers.EXIM : Timers.EXCHANGE;
            net.mailers.add(new Mailer(world, resolver, timers, 1 / (k * all), 1L << world.random.nextInt(63)));
        }
    }
}
