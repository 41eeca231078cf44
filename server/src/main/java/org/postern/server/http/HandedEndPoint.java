package org.postern.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.postern.server.net.CameFrom;
import org.postern.server.net.Connection;
import org.postern.server.time.Clock;

/// A connection that blocks, for a library that does not: one virtual thread ([#serve]) waits for octets in
/// its place, and whoever writes waits itself.
final class HandedEndPoint extends AbstractEndPoint {
    private static final int NONE = -1;
    private static final int PIECE = 16 * 1024;
    private static final InetSocketAddress OURS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 443);

    private final Connection connection;
    private final Scheduler scheduler;
    private final Executor executor;
    private final Clock clock;
    private final SocketAddress client;
    private final Semaphore wanted = new Semaphore(0);

    /// The octet that ended a wait and was not taken yet. Held by whoever reads: the waiting thread while
    /// somebody is interested, else whoever was told.
    private volatile int first = NONE;

    private volatile boolean ended;

    HandedEndPoint(Connection connection, Scheduler scheduler, Executor executor, Clock clock) {
        super(scheduler);
        this.connection = connection;
        this.scheduler = scheduler;
        this.executor = executor;
        this.clock = clock;
        this.client = new CameFrom(connection.peer(), connection.via());
    }

    /// Waits for octets whenever they are wanted, until the end of the connection. Who wanted them works on
    /// another thread, since it may want more before it is done.
    void serve() {
        try {
            while (isOpen()) {
                wanted.acquire();
                if (isOpen()) {
                    await();
                    executor.execute(getFillInterest()::fillable);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void await() {
        try {
            if (first == NONE && !ended && connection.available() == 0) {
                var one = new byte[1];
                int read = connection.read(one, 0, 1, clock.nanos() + TimeUnit.HOURS.toNanos(1));
                ended = read < 0;
                first = read < 0 ? NONE : one[0] & 0xff;
            }
        } catch (SocketTimeoutException nothing) {
            close(nothing);
        } catch (IOException lost) {
            ended = true;
        }
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        if (!isOpen()) {
            throw new EofException("closed");
        }
        if (isInputShutdown()) {
            return -1;
        }
        int at = BufferUtil.flipToFill(buffer);
        try {
            int count = take(buffer);
            if (count > 0) {
                notIdle();
            } else if (count < 0) {
                shutdownInput();
            }
            return count;
        } finally {
            BufferUtil.flipToFlush(buffer, at);
        }
    }

    private int take(ByteBuffer into) throws IOException {
        int before = into.position();
        if (first != NONE && into.hasRemaining()) {
            into.put((byte) first);
            first = NONE;
        }
        int more = Math.min(into.remaining(), connection.available());
        if (more > 0) {
            var octets = new byte[Math.min(more, PIECE)];
            int read = connection.read(octets, 0, octets.length, clock.nanos() + TimeUnit.SECONDS.toNanos(1));
            into.put(octets, 0, Math.max(read, 0));
        }
        int count = into.position() - before;
        return count == 0 && ended ? -1 : count;
    }

    /// Blocks while the client does not read, for as long as a connection may be idle.
    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        if (isOutputShutdown()) {
            throw new EofException("closed");
        }
        for (var buffer : buffers) {
            while (buffer.hasRemaining()) {
                var octets = new byte[Math.min(buffer.remaining(), PIECE)];
                buffer.get(octets);
                write(octets);
            }
        }
        return true;
    }

    private void write(byte[] octets) throws IOException {
        var limit = scheduler.schedule(connection::abort, getIdleTimeout(), TimeUnit.MILLISECONDS);
        try {
            connection.write(octets, 0, octets.length);
            notIdle();
        } finally {
            limit.cancel();
        }
    }

    @Override
    protected void needsFillInterest() {
        wanted.release();
    }

    /// Nothing is ever left to flush.
    @Override
    protected void onIncompleteFlush() {}

    /// A connection has no use once nothing is written any more: HTTP asks for this after its last answer.
    @Override
    protected void doShutdownOutput() {
        connection.closeGently();
        close();
    }

    @Override
    protected void doClose() {
        super.doClose();
        connection.close();
        wanted.release();
    }

    @Override
    public Object getTransport() {
        return connection;
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return OURS;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return client;
    }
}
