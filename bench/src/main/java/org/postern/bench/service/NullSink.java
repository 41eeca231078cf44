package org.postern.bench.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.Ports;

/// Postfix's `smtp-sink`, which throws everything away: what the generator reaches when nobody does
/// anything with the mail.
public final class NullSink implements MailServer {
    private static final int TAIL = 100;

    private final ControlGroup group = ControlGroup.make("sink");
    private final int port;
    private final Path counters;
    private final Child child;

    public NullSink(Bench bench) {
        this(bench, Ports.free());
    }

    /// On a port that somebody knows already.
    public NullSink(Bench bench, int port) {
        this.port = port;
        var folder = bench.scratch().resolve("sink");
        counters = folder.resolve("sink.out");
        var command = List.of("/usr/sbin/smtp-sink", "-u", "postfix", "-c", "127.0.0.1:" + port, "1000");
        child = group.around(() -> Child.start(folder, "sink", command, Map.of())
                .until(() -> Ports.answers("127.0.0.1", port), Duration.ofSeconds(10)));
    }

    @Override
    public String name() {
        return "null sink";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public List<String> mailboxes() {
        return Bench.mailboxes("bench.test");
    }

    @Override
    public boolean offersTls() {
        return false;
    }

    /// It prints `sess=S quit=Q mesg=M` over and over on one line.
    @Override
    public long kept() {
        var text = tail();
        int last = text.lastIndexOf("mesg=", text.lastIndexOf('\r'));
        return last < 0 ? 0 : Long.parseLong(text.substring(last + 5).split("\\D", 2)[0]);
    }

    private String tail() {
        try (var channel = FileChannel.open(counters)) {
            var octets = ByteBuffer.allocate(TAIL);
            channel.read(octets, Math.max(0, channel.size() - TAIL));
            return new String(octets.array(), 0, octets.position(), StandardCharsets.US_ASCII);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public Duration cpu() {
        return group.cpu();
    }

    @Override
    public void close() {
        child.close();
        group.close();
    }
}
