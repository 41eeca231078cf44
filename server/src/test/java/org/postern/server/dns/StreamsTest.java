package org.postern.server.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.server.net.DatagramAsk;
import org.postern.server.net.Sightings;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// THREAT T-54: peers that are slow, many, or never read.
@Timeout(60)
final class StreamsTest {
    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final Duration HASTY = Duration.ofMillis(300);

    private final List<Socket> open = new ArrayList<>();
    private DnsDoor door;

    private void start(Duration idle) {
        var settings = TestAnswers.settings(100_000, idle);
        door = DnsDoor.open(new DnsDoor.Parts(
                settings,
                ConfiguredZone.of(settings).orElseThrow(),
                List.of(),
                TestAnswers::choice,
                Sightings.NONE,
                Clock.system(),
                new SecureRandom(),
                new Metrics()));
    }

    @AfterEach
    void stop() throws IOException {
        door.close();
        for (var socket : open) {
            socket.close();
        }
    }

    @Test
    void many_questions_on_one_connection_are_answered_in_turn() throws IOException {
        start(PATIENT);
        var socket = connect();
        for (int i = 1; i <= 3; i++) {
            send(socket, Questions.plain("mx" + i + ".mx.example.test", Type.A));
        }

        for (int i = 1; i <= 3; i++) {
            var answer = receive(socket);
            assertThat(answer.getQuestion().getName().toString()).isEqualTo("mx" + i + ".mx.example.test.");
            assertThat(answer.getSection(Section.ANSWER)).hasSize(1);
        }
    }

    @Test
    void who_sends_one_octet_and_no_more_is_let_go() throws IOException {
        start(HASTY);
        var socket = connect();
        socket.getOutputStream().write(0);

        assertThat(socket.getInputStream().read()).isEqualTo(-1); // after the time that a hasty door gives
    }

    @Test
    void a_length_that_no_question_has_ends_the_connection() throws IOException {
        start(HASTY);
        var socket = connect();
        socket.getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xff});

        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void one_network_has_its_share_of_connections_and_datagrams_are_answered_meanwhile() throws IOException {
        start(PATIENT);
        var question = Questions.plain("mx1.mx.example.test", Type.A);
        for (int i = 0; i < 12; i++) {
            connect();
        }

        int served = 0;
        for (var socket : open) {
            served += isServed(socket, question) ? 1 : 0;
        }

        assertThat(served).isEqualTo(4);
        var answer = DatagramAsk.ask(new HostPort("127.0.0.1", door.port()), question, PATIENT);
        assertThat(answer).isPresent();
    }

    @Test
    void who_asks_and_never_reads_is_let_go() throws IOException {
        start(HASTY);
        var socket = new Socket();
        open.add(socket);
        socket.setReceiveBufferSize(1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port()));
        var question = Questions.plain("long.mx.example.test", Type.TXT);

        assertThat(isEndedWhileSending(socket, question)).isTrue();
    }

    /// @return whether the peer ended it; what it sends is never read
    private static boolean isEndedWhileSending(Socket socket, byte[] question) {
        try {
            while (true) {
                send(socket, question);
            }
        } catch (IOException ended) {
            return true;
        }
    }

    private static boolean isServed(Socket socket, byte[] question) {
        try {
            send(socket, question);
            return !receive(socket).getSection(Section.ANSWER).isEmpty();
        } catch (IOException turnedAway) {
            return false;
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
        open.add(socket);
        return socket;
    }

    private static void send(Socket socket, byte[] message) throws IOException {
        var out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream()));
        out.writeShort(message.length);
        out.write(message);
        out.flush();
    }

    private static Message receive(Socket socket) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        return new Message(in.readNBytes(in.readUnsignedShort()));
    }
}
