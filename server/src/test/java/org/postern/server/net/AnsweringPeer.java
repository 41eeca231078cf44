package org.postern.server.net;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// A name server that knows the records it was told, and no other name. What is longer than 512 octets is
/// cut over UDP.
final class AnsweringPeer implements AutoCloseable {
    private static final int MOST_OVER_UDP = 512;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final List<Record> records = new CopyOnWriteArrayList<>();
    private final AtomicInteger overUdp = new AtomicInteger();
    private final AtomicInteger overTcp = new AtomicInteger();
    private volatile boolean failing;
    private volatile boolean silent;

    AnsweringPeer() throws IOException {
        tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serveUdp);
        Thread.ofVirtual().start(this::serveTcp);
    }

    int port() {
        return tcp.getLocalPort();
    }

    /// One more, in zone-file form.
    void record(String line) {
        try (var zone = new Master(
                new java.io.ByteArrayInputStream(line.getBytes(java.nio.charset.StandardCharsets.US_ASCII)))) {
            records.add(zone.nextRecord());
        } catch (IOException malformed) {
            throw new IllegalArgumentException(line, malformed);
        }
    }

    /// Answers SERVFAIL from now on, or no more.
    void fail(boolean now) {
        failing = now;
    }

    /// Answers nothing from now on.
    void silence() {
        silent = true;
    }

    int overUdp() {
        return overUdp.get();
    }

    int overTcp() {
        return overTcp.get();
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }

    private void serveUdp() {
        try {
            while (true) {
                var asked = new DatagramPacket(new byte[4096], 4096);
                udp.receive(asked);
                overUdp.incrementAndGet();
                byte[] answer = answer(Arrays.copyOf(asked.getData(), asked.getLength()), MOST_OVER_UDP);
                if (!silent) {
                    udp.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
                }
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serveTcp() {
        try {
            while (true) {
                try (var client = tcp.accept()) {
                    var in = new DataInputStream(client.getInputStream());
                    var asked = new byte[in.readUnsignedShort()];
                    in.readFully(asked);
                    overTcp.incrementAndGet();
                    byte[] answer = answer(asked, 65535);
                    var out = new DataOutputStream(client.getOutputStream());
                    out.writeShort(answer.length);
                    out.write(answer);
                }
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private byte[] answer(byte[] asked, int most) throws IOException {
        var question = new Message(asked);
        var answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RD);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(question.getQuestion(), Section.QUESTION);
        var found = new ArrayList<Record>();
        for (var record : records) {
            if (record.getName().equals(question.getQuestion().getName())
                    && record.getType() == question.getQuestion().getType()) {
                found.add(record);
            }
        }
        if (failing) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
        } else if (found.isEmpty()) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        found.forEach(record -> answer.addRecord(record, Section.ANSWER));
        return answer.toWire(most);
    }
}
