package org.postern.bench.inbound;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.postern.bench.Run;
import org.postern.bench.service.Bench;
import org.postern.bench.service.James;
import org.postern.bench.service.MailServer;
import org.postern.bench.service.NullSink;
import org.postern.bench.service.Postern;
import org.postern.bench.service.PostfixDovecot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern bench inbound`: what a message costs that arrives, and how many arrive in a second.
@Command(name = "inbound", mixinStandardHelpOptions = true, description = "mail that arrives, beside the peers")
public final class InboundBench implements Callable<Integer> {
    private static final int FIRST_BATCH = 50;
    private static final int LEAST = 40;
    private static final int MOST = 8000;

    @Option(
            names = "--peers",
            split = ",",
            defaultValue = "POSTERN,DOVECOT,OPENPGPJS,GPG,JAMES,SINK",
            description = "of ${COMPLETION-CANDIDATES}")
    private List<Peer> peers = List.of();

    @Option(names = "--kilobytes", split = ",", defaultValue = "10,100", description = "sizes of the message")
    private List<Integer> kilobytes = List.of();

    @Option(names = "--sessions", split = ",", defaultValue = "1,10,100", description = "sessions at a time")
    private List<Integer> sessions = List.of();

    @Option(
            names = "--starttls",
            arity = "1",
            split = ",",
            defaultValue = "false,true",
            description = "plain, encrypted, or both")
    private List<Boolean> startTls = List.of();

    @Option(
            names = "--kept",
            arity = "1",
            split = ",",
            defaultValue = "false,true",
            description = "a connection each, kept, or both")
    private List<Boolean> kept = List.of();

    @Option(names = "--rounds", defaultValue = "3", description = "measurements of each load")
    private int rounds;

    @Option(names = "--warm-up", defaultValue = "20000", description = "messages before, for every service alike")
    private int warmUpMessages;

    @Option(names = "--warm-up-seconds", defaultValue = "60", description = "the longest that may take")
    private int warmUpSeconds;

    @Option(names = "--seconds", defaultValue = "2", description = "how long one measurement should take")
    private double seconds;

    @Option(names = "--scratch", defaultValue = "/var/tmp", description = "a folder on the disk to measure")
    private Path scratch = Path.of("");

    /// The services that can be measured.
    enum Peer {
        POSTERN,
        DOVECOT,
        OPENPGPJS,
        GPG,
        JAMES,
        SINK
    }

    @Override
    public Integer call() throws IOException {
        var folder = Files.createTempDirectory(scratch, "postern-bench-");
        var bench = Bench.in(folder);
        var services = new ArrayList<MailServer>();
        try {
            for (var peer : EnumSet.copyOf(peers)) {
                Run.say("starting " + peer);
                services.add(start(peer, bench));
            }
            try (var generator = new Generator(folder)) {
                measure(services, generator);
            }
        } finally {
            services.reversed().forEach(MailServer::close);
            Run.remove(folder);
        }
        return 0;
    }

    private static MailServer start(Peer peer, Bench bench) {
        return switch (peer) {
            case POSTERN -> new Postern(bench);
            case DOVECOT -> PostfixDovecot.plain(bench);
            case OPENPGPJS -> PostfixDovecot.sealedByOpenPgpJs(bench);
            case GPG -> PostfixDovecot.sealedByGpg(bench);
            case JAMES -> new James(bench);
            case SINK -> new NullSink(bench);
        };
    }

    /// Services take turns within a load, so that what else the machine does hits them alike.
    private void measure(List<MailServer> services, Generator generator) {
        var table = new InboundTable(services.stream().map(MailServer::name).toList());
        var rates = new ArrayList<Double>();
        for (var service : services) {
            rates.add(warmUp(service, generator));
        }
        var loads = Load.matrix(kilobytes.stream().map(size -> size * 1024).toList(), sessions, startTls, kept);
        for (int round = 1; round <= rounds; round++) {
            for (var load : loads) {
                for (int i = 0; i < services.size(); i++) {
                    var service = services.get(i);
                    if (load.startTls() && !service.offersTls()) {
                        continue;
                    }
                    int messages = Math.clamp((long) (rates.get(i) * seconds), LEAST, MOST);
                    var sample = generator.send(service, load, messages);
                    table.add(load, service.name(), sample);
                    Run.say("round %d, %s: %s %s".formatted(round, load.text(), service.name(), sample.text()));
                }
            }
        }
        System.out.println(Run.circumstances());
        System.out.println(table.text());
    }

    /// Ends at the first of two bounds that are the same for all: so many messages, or so much time.
    ///
    /// @return the rate that it reached last
    private double warmUp(MailServer service, Generator generator) {
        long end = System.nanoTime() + Duration.ofSeconds(warmUpSeconds).toNanos();
        int sent = 0;
        int next = FIRST_BATCH;
        Generator.Sample last;
        do {
            last = generator.send(service, Load.WARM_UP, next);
            sent += next;
            next = Math.clamp((long) (last.perSecond() * 3), FIRST_BATCH, Math.max(FIRST_BATCH, warmUpMessages - sent));
        } while (System.nanoTime() < end && sent < warmUpMessages);
        Run.say("%s is warm after %d messages: %s".formatted(service.name(), sent, last.text()));
        return last.perSecond();
    }
}
