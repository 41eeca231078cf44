package org.postern.reach.relay;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2CompletionHandler;
import org.apache.sshd.common.io.nio2.Nio2Service;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.io.nio2.Nio2Session;
import org.jspecify.annotations.Nullable;

/// The library's sockets, but that a write is over when its system call is. The library's own finish each on a
/// thread of its pool, whoever wrote: handing that over costs more than the packet.
final class PromptSockets extends Nio2ServiceFactoryFactory {
    @Override
    public IoServiceFactory create(FactoryManager manager) {
        return new Nio2ServiceFactory(manager, newExecutor(), newExecutor()) {
            @Override
            public Nio2Session createSession(
                    Nio2Service service,
                    IoHandler handler,
                    AsynchronousSocketChannel socket,
                    @Nullable SocketAddress accepted)
                    throws IOException {
                return new PromptSession(service, getFactoryManager(), handler, socket, accepted);
            }
        };
    }

    private static final class PromptSession extends Nio2Session {
        /// The end of one write begins the next, on the same stack.
        private static final int DEEPEST = 16;

        private final AtomicInteger depth = new AtomicInteger();

        PromptSession(
                Nio2Service service,
                FactoryManager manager,
                IoHandler handler,
                AsynchronousSocketChannel socket,
                @Nullable SocketAddress accepted)
                throws IOException {
            super(service, manager, handler, socket, accepted);
        }

        /// A write that the socket has no room for, or that fails, is waited for elsewhere; when the session is
        /// closed, its socket is, and the waiting ends.
        @Override
        protected void doWriteCycle(ByteBuffer buffer, Nio2CompletionHandler<Integer, Object> completion) {
            var write = getSocket().write(buffer);
            if (write.state() == Future.State.SUCCESS && depth.get() < DEEPEST) {
                depth.incrementAndGet();
                try {
                    completion.completed(write.resultNow(), this);
                } finally {
                    depth.decrementAndGet();
                }
            } else {
                Thread.ofVirtual().start(() -> await(write, completion));
            }
        }

        private void await(Future<Integer> write, Nio2CompletionHandler<Integer, Object> completion) {
            try {
                completion.completed(write.get(), this);
            } catch (ExecutionException failed) {
                completion.failed(failed.getCause(), this);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                completion.failed(stopped, this);
            }
        }
    }
}
