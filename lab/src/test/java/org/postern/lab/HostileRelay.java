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
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.SshServer;

/// A relay in the hands of an enemy: it says that it listens, and then sends whatever it likes.
final class HostileRelay implements AutoCloseable {
    private final SshServer server = SshServer.setUpDefaultServer();
    private final BlockingQueue<ConnectionService> visitors = new ArrayBlockingQueue<>(10);
    private final KeyPair key;

    HostileRelay() {
        try {
            key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
            server.setHost("127.0.0.1");
            server.setKeyPairProvider(KeyPairProvider.wrap(key));
            server.setPublickeyAuthenticator((user, shown, session) -> true);
            server.setGlobalRequestHandlers(List.of(new Agreement()));
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
    static void ignorable(Session session) throws IOException {
        var packet = session.createBuffer(SshConstants.SSH_MSG_IGNORE, 64);
        packet.putString("nothing");
        session.writePacket(packet);
    }

    /// RFC 4254 §4: each wants an answer.
    static void question(Session session) throws IOException {
        var packet = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 64);
        packet.putString("what@enemy.test");
        packet.putBoolean(true);
        session.writePacket(packet);
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    /// Says yes to everything that is asked of a relay.
    private final class Agreement implements RequestHandler<ConnectionService> {
        @Override
        public Result process(ConnectionService service, String request, boolean wantReply, Buffer buffer) {
            if (!request.equals("tcpip-forward")) {
                return Result.ReplyFailure;
            }
            visitors.add(service);
            return Result.ReplySuccess;
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
            var packet = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, 128);
            packet.putString("forwarded-tcpip");
            packet.putUInt(getChannelId());
            packet.putUInt(window.getSize());
            packet.putUInt(window.getPacketSize());
            packet.putString("");
            packet.putUInt(25);
            packet.putString(claimed);
            packet.putUInt(40_000);
            writePacket(packet);
        }

        boolean isTaken() throws IOException {
            return openFuture.await(Duration.ofSeconds(20)) && openFuture.isOpened();
        }

        /// Whatever the window is.
        void write(byte[] octets) throws IOException {
            var packet = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, octets.length + 16);
            packet.putUInt(getRecipient());
            packet.putBytes(octets);
            writePacket(packet);
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
