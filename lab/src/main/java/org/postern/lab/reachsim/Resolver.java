package org.postern.lab.reachsim;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// A resolver with its cache: our answers live 60 seconds in it.
final class Resolver {
    private static final long TTL = 60;

    final Net net;
    final InetAddress address;
    private int[] cached = new int[0];
    private long until = -1;

    /// @param number below 16; each has a /24 of its own
    Resolver(Net net, int number) {
        this.net = net;
        try {
            address = InetAddress.getByAddress(
                    new byte[] {10, (byte) (net.number >> 4), (byte) ((net.number << 4) | number), 1});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The relays that the answer names; none where there is no answer.
    ///
    /// @param bit of who asks it
    int[] look(World world, long bit) {
        long now = world.agenda.now();
        if (now >= until) {
            cached = world.ask(this, bit);
            until = now + TTL;
        }
        return cached;
    }

    void forget() {
        until = -1;
    }
}
