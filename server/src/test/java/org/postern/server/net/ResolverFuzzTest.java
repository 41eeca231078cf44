package org.postern.server.net;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.postern.server.time.ManualClock;
import org.postern.wire.address.Domain;
import org.postern.wire.dns.Lookup;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`. A name server on loopback answers
/// with the input, over the socket.
class ResolverFuzzTest {
    private static final Duration PATIENCE = Duration.ofMillis(40);
    private static final int HEADER_AFTER_ID = 2;

    private static DatagramSocket socket;
    private static volatile byte[] answer = new byte[0];
    private static volatile boolean repeatsQuestion;
    private static int asked;

    @BeforeAll
    static void listen() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(ResolverFuzzTest::answerAll);
    }

    @AfterAll
    static void close() {
        socket.close();
    }

    /// A lookup ends in time with something that mail can act on, whatever comes back.
    @FuzzTest(maxDuration = "60s")
    void lookups(FuzzedDataProvider input) {
        int kind = input.consumeInt(0, 2);
        repeatsQuestion = input.consumeBoolean();
        answer = input.consumeRemainingAsBytes();
        var names = new Resolver(
                new NameSettings(List.of("127.0.0.1:" + socket.getLocalPort()), PATIENCE), new ManualClock());
        var name = Domain.parse("n" + asked++ % 10 + ".test").orElseThrow();

        var lookup = switch (kind) {
            case 0 -> names.addresses(name);
            case 1 -> names.mailExchangers(name);
            default -> names.texts(name);
        };

        boolean empty =
                lookup instanceof Lookup.Found<?> found && found.answers().isEmpty();
        check(!empty, "found, and nothing is there");
    }

    private static void answerAll() {
        var packet = new DatagramPacket(new byte[1500], 1500);
        while (true) {
            try {
                socket.receive(packet);
                byte[] octets = reply(packet);
                socket.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress()));
            } catch (SocketException closed) {
                return;
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        }
    }

    /// The id is the question's, or nothing would be looked at; the question too when the input says so.
    private static byte[] reply(DatagramPacket question) {
        var octets = new ByteArrayOutputStream();
        octets.write(question.getData(), 0, HEADER_AFTER_ID);
        byte[] rest = answer;
        int flags = Math.min(rest.length, 10);
        octets.write(rest, 0, flags);
        if (repeatsQuestion && flags == 10) {
            octets.write(question.getData(), 12, endOfQuestion(question) - 12);
        }
        octets.write(rest, flags, Math.min(rest.length - flags, 1200));
        return octets.toByteArray();
    }

    private static int endOfQuestion(DatagramPacket question) {
        int at = 12;
        while (question.getData()[at] != 0) {
            at += question.getData()[at] + 1;
        }
        return at + 5;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
