package org.postern.bench.outbound;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import org.postern.bench.Run;
import org.postern.bench.Spread;
import org.postern.bench.service.Bench;
import org.postern.bench.service.NullSink;
import org.postern.bench.service.PosternSender;
import org.postern.bench.service.PostfixSender;
import org.postern.bench.service.Sender;
import org.postern.lab.peers.Ports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern bench outbound`: how fast mail leaves for a host that takes everything, from submission to the
/// other side's 250, and from a full queue.
@Command(name = "outbound", mixinStandardHelpOptions = true, description = "mail that leaves, beside Postfix")
public final class OutboundBench implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration STEP = Duration.ofMillis(5);
    private static final Duration REST = Duration.ofMillis(500);
    private static final Duration AT_REST = Duration.ofMillis(50);

    @Option(names = "--messages", defaultValue = "10000", description = "in one measurement")
    private int messages;

    @Option(names = "--warm-up", defaultValue = "10000", description = "messages before, for every sender alike")
    private int warmUp;

    @Option(names = "--kilobytes", defaultValue = "10", description = "size of a message")
    private int kilobytes;

    @Option(names = "--rounds", defaultValue = "3", description = "measurements of each kind")
    private int rounds;

    @Option(
            names = "--peers",
            split = ",",
            defaultValue = "POSTERN,POSTFIX,OPENDKIM",
            description = "of ${COMPLETION-CANDIDATES}")
    private List<Peer> peers = List.of();

    @Option(names = "--scratch", defaultValue = "/var/tmp", description = "a folder on the disk to measure")
    private Path scratch = Path.of("");

    private final int target = Ports.free();
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    /// The senders that can be measured.
    enum Peer {
        POSTERN,
        POSTFIX,
        OPENDKIM
    }

    private record Sample(double perSecond, double cpuMillis) {}

    @Override
    public Integer call() throws IOException {
        var folder = Files.createTempDirectory(scratch, "postern-bench-");
        var bench = Bench.in(folder);
        var senders = new ArrayList<Sender>();
        try {
            for (var peer : EnumSet.copyOf(peers)) {
                senders.add(start(peer, bench));
            }
            senders.forEach(sender -> through(bench, sender, warmUp));
            for (int round = 1; round <= rounds; round++) {
                for (var sender : senders) {
                    keep("submitted and sent", sender, through(bench, sender, messages));
                    keep("sent from a full queue", sender, drain(bench, sender));
                }
            }
            print();
        } finally {
            senders.reversed().forEach(Sender::close);
            Run.remove(folder);
        }
        return 0;
    }

    private Sender start(Peer peer, Bench bench) {
        return switch (peer) {
            case POSTERN -> new PosternSender(bench, target, kilobytes * 1024);
            case POSTFIX -> new PostfixSender(bench, target, kilobytes * 1024, false);
            case OPENDKIM -> new PostfixSender(bench, target, kilobytes * 1024, true);
        };
    }

    /// From the first submission to the arrival of the last message.
    private Sample through(Bench bench, Sender sender, int many) {
        try (var sink = new NullSink(bench, target)) {
            var cpu = sender.cpu();
            long start = System.nanoTime();
            sender.submit(many);
            await(sink, many);
            long nanos = System.nanoTime() - start;
            settle(sender);
            return sample(many, nanos, sender.cpu().minus(cpu));
        }
    }

    /// The target is away while the queue is filled; the clock runs from the first arrival to the last.
    private Sample drain(Bench bench, Sender sender) {
        sender.submit(messages);
        settle(sender);
        try (var sink = new NullSink(bench, target)) {
            var cpu = sender.cpu();
            sender.flush();
            long first = await(sink, 1);
            long start = System.nanoTime();
            await(sink, messages);
            long nanos = System.nanoTime() - start;
            settle(sender);
            return sample(messages - first, nanos, sender.cpu().minus(cpu));
        }
    }

    private static Sample sample(long many, long nanos, Duration cpu) {
        return new Sample(many * 1e9 / nanos, cpu.toNanos() / 1e6 / many);
    }

    private static long await(NullSink sink, long wanted) {
        long end = System.nanoTime() + LIMIT.toNanos();
        long kept = sink.kept();
        while (kept < wanted) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("only " + kept + " of " + wanted + " messages arrived in " + LIMIT);
            }
            LockSupport.parkNanos(STEP.toNanos());
            kept = sink.kept();
        }
        return kept;
    }

    /// Until the sender rests.
    private static void settle(Sender sender) {
        var before = sender.cpu();
        for (int quiet = 0; quiet < 2; ) {
            LockSupport.parkNanos(REST.toNanos());
            var now = sender.cpu();
            quiet = now.minus(before).compareTo(AT_REST) < 0 ? quiet + 1 : 0;
            before = now;
        }
    }

    private void keep(String kind, Sender sender, Sample sample) {
        var name = sender.name() + " | " + kind;
        samples.computeIfAbsent(name, _ -> new ArrayList<>()).add(sample);
        Run.say("%s: %.0f/s, %.2f ms".formatted(name, sample.perSecond(), sample.cpuMillis()));
    }

    private void print() {
        System.out.println(Run.circumstances());
        System.out.printf("%d messages of %d KB, %d rounds: median (least to most)%n%n", messages, kilobytes, rounds);
        System.out.println("| sender | | messages a second | CPU ms a message |\n|---|---|---|---|");
        samples.forEach((name, each) -> System.out.printf(
                "| %s | %s | %s |%n",
                name, figures(each, true).text(0), figures(each, false).text(2)));
    }

    private static Spread figures(List<Sample> each, boolean rate) {
        return Spread.of(each.stream()
                .flatMapToDouble(sample -> DoubleStream.of(rate ? sample.perSecond() : sample.cpuMillis())));
    }
}
