package org.postern.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.DirectTcpipFactory;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;

/// A relay in the hands of an enemy: it says that it listens, and then sends whatever it likes.
final class HostileRelay implements AutoCloseable {
    private final SshServer server = SshServer.setUpDefaultServer();
    private final BlockingQueue<ConnectionService> visitors = new ArrayBlockingQueue<>(10);
    private final Semaphore evaded = new Semaphore(0);
    private volatile boolean evasive;
    private final KeyPair key;

    HostileRelay() {
        try {
            key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
            server.setHost("127.0.0.1");
            server.setKeyPairProvider(KeyPairProvider.wrap(key));
            server.setPublickeyAuthenticator((user, shown, session) -> true);
            server.setGlobalRequestHandlers(List.of(new Agreement()));
            server.setChannelFactories(List.of(DirectTcpipFactory.INSTANCE)); // no commands
            server.setSessionFactory(new SessionFactory(server) {
                @Override
                protected ServerSessionImpl doCreateSession(IoSession network) throws Exception {
                    return new Rude(server, network);
                }
            });
            server.start();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    int port() {
        return server.getPort();
    }

    String hostKey() {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key.getPublic());
    }

    /// The core's connection, once it has asked to listen.
    ConnectionService visitor() throws InterruptedException {
        var visitor = visitors.poll(20, TimeUnit.SECONDS);
        if (visitor == null) {
            throw new IllegalStateException("the core did not come");
        }
        return visitor;
    }

    /// A connection that nobody made.
    ///
    /// @param claimed the client's address, as the relay lies
    /// @return whether the core took it
    static Forged open(ConnectionService visitor, String claimed) throws IOException {
        var channel = new Forged();
        visitor.registerChannel(channel);
        channel.ask(claimed);
        return channel;
    }

    /// `SSH_MSG_IGNORE`: it means nothing, and costs whoever reads it.
    static IoWriteFuture ignorable(Session session) throws IOException {
        var packet = session.createBuffer(SshConstants.SSH_MSG_IGNORE, 64);
        packet.putString("nothing");
        return session.writePacket(packet);
    }

    /// RFC 4254 §4: each wants an answer.
    static IoWriteFuture question(Session session) throws IOException {
        var packet = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 64);
        packet.putString("what@enemy.test");
        packet.putBoolean(true);
        return session.writePacket(packet);
    }

    /// A connection that cannot be taken, so that the core must say no; in the midst of an exchange of keys
    /// too, where RFC 4253 §7.1 forbids it.
    static IoWriteFuture refusable(Session session, int number) throws IOException {
        var packet = opening(session, number, 1 << 15, 1 << 15, "mail.bank.test");
        return ((Rude) session).writeAtOnce(packet);
    }

    private static Buffer opening(Session session, long number, long window, long largest, String claimed) {
        var packet = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, 128);
        packet.putString("forwarded-tcpip");
        packet.putUInt(number);
        packet.putUInt(window);
        packet.putUInt(largest);
        packet.putString("");
        packet.putUInt(25);
        packet.putString(claimed);
        packet.putUInt(40_000);
        return packet;
    }

    /// From now on it sends something else when it is asked for a sign of life.
    void evade() {
        evasive = true;
    }

    /// Waits until it has evaded so many questions.
    boolean hasEvaded(int questions) throws InterruptedException {
        return evaded.tryAcquire(questions, 20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    /// Says yes to everything that is asked of a relay.
    private final class Agreement implements RequestHandler<ConnectionService> {
        @Override
        public Result process(ConnectionService service, String request, boolean wantReply, Buffer buffer)
                throws IOException {
            if (evasive) {
                ignorable(service.getSession());
                evaded.release();
                return Result.Replied;
            }
            if (!request.equals("tcpip-forward")) {
                return Result.ReplyFailure;
            }
            visitors.add(service);
            return Result.ReplySuccess;
        }
    }

    /// Its end of the connection.
    private static final class Rude extends ServerSessionImpl {
        Rude(ServerFactoryManager server, IoSession network) throws Exception {
            super(server, network);
        }

        IoWriteFuture writeAtOnce(Buffer packet) throws IOException {
            return doWritePacket(packet);
        }
    }

    /// Its end of a channel.
    static final class Forged extends AbstractClientChannel {
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();

        Forged() {
            super("forwarded-tcpip");
        }

        private void ask(String claimed) throws IOException {
            openFuture = new DefaultOpenFuture(this, futureLock);
            var window = getLocalWindow();
            writePacket(opening(getSession(), getChannelId(), window.getSize(), window.getPacketSize(), claimed));
        }

        boolean isTaken() throws IOException {
            return openFuture.await(Duration.ofSeconds(20)) && openFuture.isOpened();
        }

        /// Whatever the window is.
        IoWriteFuture write(byte[] octets) throws IOException {
            var packet = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, octets.length + 16);
            packet.putUInt(getRecipient());
            packet.putBytes(octets);
            return writePacket(packet);
        }

        /// What the core wrote so far.
        String read() {
            return read.toString(StandardCharsets.ISO_8859_1);
        }

        @Override
        public synchronized OpenFuture open() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void doOpen() {}

        @Override
        protected void doWriteData(byte[] octets, int offset, long length) throws IOException {
            read.write(octets, offset, (int) length);
            getLocalWindow().release(length);
        }

        @Override
        protected void doWriteExtendedData(byte[] octets, int offset, long length) {}
    }
}
