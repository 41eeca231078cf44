package org.postern.reach.relay;

import java.io.IOException;
import java.net.ConnectException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientUserAuthServiceFactory;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.core.CoreModuleProperties;
import org.postern.reach.RelayId;

/// Connects to relays. One for the whole process: all connections share its few threads.
public final class RelayClient implements AutoCloseable {
    static final AttributeKey<RelayLink> LINK = new AttributeKey<>();
    private static final AttributeKey<String> PINNED = new AttributeKey<>();
    private static final AttributeKey<AtomicReference<String>> SHOWN_KEY = new AttributeKey<>();
    private static final Duration CONNECTING = Duration.ofSeconds(15);
    private static final Duration PROMPT_ANSWER = Duration.ofSeconds(1);
    private static final Duration PROMPT_LOGIN = Duration.ofSeconds(10);
    private static final int READERS = Turns.AT_ONCE + 2; // of which some are free while keys are exchanged
    private static final Duration PROMPTNESS = Duration.ofSeconds(3);
    private static final long LARGE_WINDOWS_OCTETS = 32 << 20;

    /// AES-GCM is in the processor and in the runtime; ChaCha20 is the library's own, in Java.
    private static final List<NamedFactory<Cipher>> CIPHERS = List.of(
            BuiltinCiphers.aes128gcm,
            BuiltinCiphers.aes256gcm,
            BuiltinCiphers.cc20p1305_openssh,
            BuiltinCiphers.aes256ctr);

    private final SshClient client;
    private final LongSupplier nanos;
    private final Turns turns = new Turns();
    private final WindowSpace windows = new WindowSpace(LARGE_WINDOWS_OCTETS);

    private RelayClient(SshClient client, LongSupplier nanos) {
        this.client = client;
        this.nanos = nanos;
    }

    /// @param nanos a clock that never goes back
    public static RelayClient open(RelayKey key, LongSupplier nanos) {
        var client = SshClient.setUpDefaultClient();
        client.setIoServiceFactoryFactory(new PromptSockets());
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(key.pair()));
        client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        client.setServerKeyVerifier((session, address, shown) -> isPinned(session, shown));
        client.setChannelFactories(List.of(new Forwarded()));
        client.setSessionFactory(RelaySession.factory(client, nanos));
        client.setServiceFactories(List.of(ClientUserAuthServiceFactory.INSTANCE, Heartbeat.factory(nanos)));
        // what is late for a channel that we have given up is no reason to lose all others
        client.setUnknownChannelReferenceHandler((service, message, channel, buffer) -> null);
        client.setGlobalRequestHandlers(List.of(KeepAliveHandler.INSTANCE));
        client.setCipherFactories(CIPHERS);
        // THREAT T-41: nothing of a relay's is unpacked
        client.setCompressionFactories(List.of(BuiltinCompressions.none));
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, Silence.BETWEEN_LOOKS);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.WINDOW_SIZE.set(client, (long) Inbox.USUAL_WINDOW);
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.NIO_WORKERS.set(client, READERS);
        client.start();
        return new RelayClient(client, nanos);
    }

    /// Connects, shows our key, and asks the relay to listen. Whoever comes in from then on is given to
    /// `arrivals`.
    ///
    /// @param mostChannels connections at a time; beyond it the relay refuses new ones
    public RelayLink connect(RelayTarget target, Arrivals arrivals, int mostChannels) throws RelayProblem {
        var session = shakeHands(target);
        var link = new RelayLink(target, session, new RelayLink.Parts(arrivals, mostChannels, windows.part(), nanos));
        session.setAttribute(LINK, link);
        askForPromptness(session);
        try {
            link.listen();
        } catch (RelayProblem | RuntimeException refused) {
            session.close(true);
            throw refused;
        }
        return link;
    }

    /// The fingerprint that a host shows, for an operator to compare; nothing else is asked of it.
    public String hostKeyOf(RelayTarget.Place place) throws RelayProblem {
        var shown = new AtomicReference<>("");
        var nobody = new RelayTarget(new RelayId("new"), place.user(), place.host(), place.port(), "", List.of());
        try (var turn = turn(nobody)) {
            var session = tcp(nobody, shown, turn);
            session.waitFor(EnumSet.of(ClientSession.ClientSessionEvent.CLOSED), CONNECTING);
            session.close(true);
        }
        if (shown.get().isEmpty()) {
            throw new RelayProblem(RelayProblem.Kind.UNREACHABLE, place.host() + " showed no host key");
        }
        return shown.get();
    }

    /// OpenSSH sets TCP_NODELAY on its connection with the first command that is run over it, and not before:
    /// without one, small packets wait for acknowledgements that wait for more packets, 40 ms each. The line in
    /// `authorized_keys` runs `false` whatever is asked for; a relay that runs nothing at all serves slower.
    private static void askForPromptness(ClientSession session) {
        try (var command = session.createExecChannel("false")) {
            command.open().verify(PROMPTNESS);
            command.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PROMPTNESS);
        } catch (IOException | RuntimeException notRun) {
            // it is a matter of speed
        }
    }

    /// THREAT T-41: a relay that lets us wait keeps its turn for seconds, and then waits out of turn.
    private ClientSession shakeHands(RelayTarget target) throws RelayProblem {
        var shown = new AtomicReference<>("");
        try (var turn = turn(target)) {
            var session = tcp(target, shown, turn);
            try {
                var login = session.auth();
                if (!login.await(PROMPT_LOGIN)) {
                    turn.giveBack();
                }
                login.verify(CONNECTING);
                return session;
            } catch (IOException refused) {
                session.close(true);
                throw notIn(target, shown.get(), refused);
            }
        }
    }

    private Turns.Turn turn(RelayTarget target) throws RelayProblem {
        try {
            return turns.take();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new RelayProblem(
                    RelayProblem.Kind.UNREACHABLE, "the connection to " + target.host() + " was given up", stopped);
        }
    }

    private static RelayProblem notIn(RelayTarget target, String shown, IOException refused) {
        if (shown.isEmpty()) {
            return new RelayProblem(
                    RelayProblem.Kind.UNREACHABLE, target.host() + " did not speak SSH in time", refused);
        }
        if (!shown.equals(target.hostKey())) {
            return new RelayProblem(
                    RelayProblem.Kind.OTHER_HOST_KEY,
                    "%s shows the host key %s, pinned is %s: it was set up anew, or somebody stands between"
                            .formatted(target.host(), shown, target.hostKey()),
                    refused);
        }
        if (!isTurnedAway(refused)) {
            return new RelayProblem(
                    RelayProblem.Kind.UNREACHABLE, target.host() + " did not let us in in time", refused);
        }
        return new RelayProblem(
                RelayProblem.Kind.KEY_REFUSED,
                "%s does not let %s in with our key: put the authorized_keys line there"
                        .formatted(target.host(), target.user()),
                refused);
    }

    /// It takes none of our ways to log in.
    private static boolean isTurnedAway(Throwable refused) {
        for (var cause = refused; cause != null; cause = cause.getCause()) {
            if (cause instanceof SshException told
                    && told.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
                return true;
            }
        }
        return false;
    }

    private ClientSession tcp(RelayTarget target, AtomicReference<String> shown, Turns.Turn turn) throws RelayProblem {
        try {
            var context = AttributeRepository.ofAttributesMap(Map.of(SHOWN_KEY, shown, PINNED, target.hostKey()));
            var connecting = client.connect(target.user(), target.host(), target.port(), context);
            if (!connecting.await(PROMPT_ANSWER)) {
                turn.giveBack();
            }
            return connecting
                    .verify(CONNECTING.toMillis(), TimeUnit.MILLISECONDS)
                    .getClientSession();
        } catch (IOException failed) {
            var why = failed instanceof ConnectException ? "refuses connections" : "does not answer";
            throw new RelayProblem(
                    RelayProblem.Kind.UNREACHABLE,
                    "%s port %d %s".formatted(target.host(), target.port(), why),
                    failed);
        }
    }

    private static boolean isPinned(ClientSession session, PublicKey shown) {
        var print = KeyUtils.getFingerPrint(BuiltinDigests.sha256, shown);
        var context = session.getConnectionContext();
        context.getAttribute(SHOWN_KEY).set(print);
        return print.equals(context.getAttribute(PINNED));
    }

    @Override
    public void close() {
        client.stop();
    }

    /// Makes a channel for each connection that a relay forwards; the link of its session takes it.
    private record Forwarded() implements ChannelFactory {
        @Override
        public String getName() {
            return "forwarded-tcpip";
        }

        @Override
        public Channel createChannel(Session session) throws IOException {
            var link = session.getAttribute(LINK);
            if (link == null) {
                throw new SshException("nothing was asked of this relay yet");
            }
            return new ForwardedChannel(link);
        }
    }
}
