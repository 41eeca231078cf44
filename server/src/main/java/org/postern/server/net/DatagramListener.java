package org.postern.server.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.postern.server.settings.HostPort;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// Takes datagrams and answers each at once, on a few platform threads with buffers of their own: what
/// answers a datagram never waits, so more threads than processors would only take turns.
public final class DatagramListener implements AutoCloseable {
    private static final int MOST_THREADS = 4;
    private static final int BUFFER = 2 << 20;
    private static final Trace TRACE = Trace.of(DatagramListener.class);

    private final DatagramChannel channel;
    private final Answering door;
    private final List<Thread> threads = new ArrayList<>();

    /// Makes the answer to a datagram. Called by several threads at once.
    @FunctionalInterface
    public interface Answering {
        /// @param from who sent it, as the datagram says
        /// @param question of `length` octets, from the start; longer ones came cut
        /// @param answer where to write, as long as the largest datagram that was asked for
        /// @return octets of the answer; 0 for none
        int answer(InetAddress from, byte[] question, int length, byte[] answer);
    }

    private DatagramListener(DatagramChannel channel, Answering door) {
        this.channel = channel;
        this.door = door;
    }

    /// Listens at once.
    ///
    /// @param largest octets of a question or an answer
    /// @throws UncheckedIOException when the address cannot be had
    public static DatagramListener open(HostPort at, int largest, Answering door) {
        try {
            var channel = DatagramChannel.open();
            try {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
                channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER);
                channel.bind(new InetSocketAddress(at.host(), at.port()));
            } catch (IOException | RuntimeException refused) {
                channel.close();
                throw refused;
            }
            var listener = new DatagramListener(channel, door);
            listener.start(Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()), largest);
            return listener;
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot listen on " + at, refused);
        }
    }

    /// The port that was bound, also when port 0 was asked for.
    public int port() {
        return channel.socket().getLocalPort();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException broken) {
            TRACE.failure("datagram listener did not close", broken);
        }
    }

    private void start(int count, int largest) {
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform()
                    .daemon()
                    .name("datagrams-" + port() + "-" + i)
                    .start(() -> serve(largest)));
        }
    }

    private void serve(int largest) {
        var question = new byte[largest];
        var answer = new byte[largest];
        var in = ByteBuffer.allocateDirect(largest);
        var out = ByteBuffer.allocateDirect(largest);
        while (channel.isOpen()) {
            try {
                in.clear();
                if (channel.receive(in) instanceof InetSocketAddress from) {
                    in.flip();
                    int length = in.remaining();
                    in.get(question, 0, length);
                    int size = door.answer(from.getAddress(), question, length, answer);
                    if (size > 0 && from.getPort() != 0) {
                        out.clear();
                        out.put(answer, 0, size).flip();
                        channel.send(out, from);
                    }
                }
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException unreachable) {
                TRACE.detail("datagram not answered", Field.cause(unreachable));
            } catch (RuntimeException wrong) {
                TRACE.failure("datagram not answered by a fault of ours", wrong);
            }
        }
    }
}
