package org.postern.lab.sim;

import java.io.IOException;
import java.net.InetAddress;

/// One end of a fake connection.
final class Endpoint {
    private final World world;
    private final InetAddress peer;
    private final Pipe in;
    private final Pipe out;

    Endpoint(World world, InetAddress peer, Pipe in, Pipe out) {
        this.world = world;
        this.peer = peer;
        this.in = in;
        this.out = out;
    }

    World world() {
        return world;
    }

    InetAddress peer() {
        return peer;
    }

    Pipe in() {
        return in;
    }

    Pipe out() {
        return out;
    }

    int read(byte[] into, int at, int length, long untilNanos) throws IOException {
        return in.read(into, at, length, untilNanos);
    }

    void write(byte[] octets, int from, int length, long untilNanos) throws IOException {
        out.write(octets, from, length, untilNanos);
    }

    void close() {
        out.end();
    }

    /// Both ends learn that it is over.
    void reset() {
        out.reset();
        in.reset();
    }

    /// Neither end learns anything.
    void vanish() {
        out.vanish();
        in.vanish();
    }
}
