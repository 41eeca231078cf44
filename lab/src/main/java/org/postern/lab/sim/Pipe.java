package org.postern.lab.sim;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Supplier;
import org.postern.lab.sim.World.Gate;

/// One direction of a connection: octets in order, each piece on its way for a while.
final class Pipe {
    private static final int WINDOW = 256 * 1024;

    private final World world;
    private final long delayNanos;
    private final Supplier<Internet.Passage> passage;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private final Gate readable = new Gate();
    private final Gate writable = new Gate();
    private int offset;
    private long waiting;
    private long written;
    private long consumed;
    private long lastArrival;
    private long cutAfter = Long.MAX_VALUE;
    private boolean vanishes;
    private boolean over;
    private Runnable whenCut = () -> {};

    private enum Kind {
        OCTETS,
        END,
        RESET
    }

    private static final class Piece {
        private final Kind kind;
        private final byte[] octets;
        private final long arrival;

        Piece(Kind kind, byte[] octets, long arrival) {
            this.kind = kind;
            this.octets = octets;
            this.arrival = arrival;
        }
    }

    /// @param passage what the network does now with what goes this way
    Pipe(World world, long delayNanos, Supplier<Internet.Passage> passage) {
        this.world = world;
        this.delayNanos = delayNanos;
        this.passage = passage;
    }

    /// The connection breaks when so many octets more have gone this way.
    void cutAfter(long octets, Runnable broken) {
        cutAfter = written + octets;
        whenCut = broken;
    }

    long written() {
        return written;
    }

    /// How much the other end has read.
    long consumed() {
        return consumed;
    }

    /// Waits while too much is under way.
    ///
    /// @throws IOException when the connection is over, or not before the moment
    void write(byte[] octets, int from, int length, long untilNanos) throws IOException {
        while (waiting > WINDOW && !over) {
            if (world.nanos() >= untilNanos) {
                throw new SocketTimeoutException("write timed out");
            }
            world.await(writable, untilNanos);
        }
        if (over) {
            throw new SocketException("Broken pipe");
        }
        int passing = (int) Math.min(length, cutAfter - written);
        written += length;
        vanishes |= passage.get() == Internet.Passage.SILENT;
        if (!vanishes && passing > 0) {
            add(Kind.OCTETS, Arrays.copyOfRange(octets, from, from + passing));
        }
        if (passing < length) {
            whenCut.run();
        }
    }

    /// @return octets read, or -1 at the end
    int read(byte[] into, int at, int length, long untilNanos) throws IOException {
        while (true) {
            var first = pieces.peek();
            if (first != null && first.arrival <= world.nanos()) {
                return take(first, into, at, length);
            }
            if (world.nanos() >= untilNanos) {
                throw new SocketTimeoutException("Read timed out");
            }
            world.await(readable, first == null ? untilNanos : Math.min(untilNanos, first.arrival));
        }
    }

    int available() {
        var first = pieces.peek();
        boolean there = first != null && first.kind == Kind.OCTETS && first.arrival <= world.nanos();
        return there ? first.octets.length - offset : 0;
    }

    void end() {
        finish(Kind.END);
    }

    void reset() {
        finish(Kind.RESET);
        world.open(writable, world.nanos());
    }

    /// Nothing more arrives, and nobody is told.
    void vanish() {
        vanishes = true;
    }

    private void finish(Kind kind) {
        if (!over) {
            over = true;
            if (!vanishes) {
                add(kind, new byte[0]);
            }
        }
    }

    private void add(Kind kind, byte[] octets) {
        lastArrival = Math.max(lastArrival, world.nanos() + delayNanos);
        pieces.add(new Piece(kind, octets, lastArrival));
        waiting += octets.length;
        world.open(readable, lastArrival);
    }

    private int take(Piece first, byte[] into, int at, int length) throws IOException {
        if (first.kind == Kind.RESET) {
            throw new SocketException("Connection reset");
        }
        if (first.kind == Kind.END) {
            return -1;
        }
        int count = Math.min(length, first.octets.length - offset);
        System.arraycopy(first.octets, offset, into, at, count);
        offset += count;
        if (offset == first.octets.length) {
            pieces.poll();
            offset = 0;
        }
        consumed += count;
        waiting -= count;
        world.open(writable, world.nanos());
        return count;
    }
}
