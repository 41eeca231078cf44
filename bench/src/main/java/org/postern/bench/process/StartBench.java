package org.postern.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.postern.bench.Run;
import org.postern.bench.Spread;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.RunningPostern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern bench start`: from the command to the first 220, on a folder that has been used before.
@Command(name = "start", mixinStandardHelpOptions = true, description = "from the command to the first 220")
public final class StartBench implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(5);
    private static final Duration TO_SETTLE = Duration.ofSeconds(2);

    @Option(names = "--times", defaultValue = "7", description = "starts of each kind")
    private int times;

    @Option(names = "--scratch", defaultValue = "/var/tmp", description = "a folder on the disk to measure")
    private Path scratch = Path.of("");

    private record Sample(double millis, Memory memory) {}

    @Override
    public Integer call() throws IOException {
        var folder = Files.createTempDirectory(scratch, "postern-start-");
        try {
            Files.createDirectories(folder.resolve("data"));
            Files.write(folder.resolve("data/postern.toml"), RunningPostern.firstSteps(Ports.free()));
            start(folder, Map.of()); // makes the folder's keys and tables
            System.out.println(Run.circumstances());
            System.out.println("| start | ms to the first 220 | MB resident then | MB at most, 2 s later |");
            System.out.println("|---|---|---|---|");
            print("with the cache", samples(folder, Map.of()));
            print("without", samples(folder, Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=off")));
        } finally {
            Run.remove(folder);
        }
        return 0;
    }

    private List<Sample> samples(Path folder, Map<String, String> environment) throws IOException {
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < times; i++) {
            samples.add(start(folder, environment));
        }
        return samples;
    }

    private static Sample start(Path folder, Map<String, String> environment) throws IOException {
        int smtp = Ports.free();
        var command = List.of(
                Path.of(System.getProperty("postern.home", ""))
                        .resolve("postern")
                        .toString(),
                "serve",
                "--data",
                folder.resolve("data").toString(),
                "--smtp",
                "127.0.0.1:" + smtp,
                "--http",
                "127.0.0.1:" + Ports.free());
        long from = System.nanoTime();
        try (var child = Child.start(folder, "postern", command, environment)) {
            awaitGreeting(smtp, from + LIMIT.toNanos(), child);
            double millis = (System.nanoTime() - from) / 1e6;
            long resident = Memory.of(child.pid()).residentKilobytes();
            LockSupport.parkNanos(TO_SETTLE.toNanos());
            return new Sample(
                    millis, new Memory(resident, Memory.of(child.pid()).peakKilobytes()));
        }
    }

    private static void awaitGreeting(int port, long end, Child child) {
        while (System.nanoTime() < end && child.isAlive()) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    var in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
                if (String.valueOf(in.readLine()).startsWith("220")) {
                    return;
                }
            } catch (IOException notYet) {
                LockSupport.parkNanos(STEP.toNanos());
            }
        }
        throw new IllegalStateException("no 220 came:\n" + child.output());
    }

    private static void print(String name, List<Sample> samples) {
        var millis = Spread.of(samples.stream().mapToDouble(Sample::millis));
        var resident =
                Spread.of(samples.stream().mapToDouble(sample -> sample.memory().residentMegabytes()));
        var peak =
                Spread.of(samples.stream().mapToDouble(sample -> sample.memory().peakMegabytes()));
        System.out.printf("| %s | %s | %s | %s |%n", name, millis.text(0), resident.text(0), peak.text(0));
    }
}
