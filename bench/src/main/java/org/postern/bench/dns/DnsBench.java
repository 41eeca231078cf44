package org.postern.bench.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.postern.bench.Run;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.RunningPostern;

/// Signed answers a second: the service as an operator runs it, asked by `dnsperf` on the same machine. A
/// third of the questions is for names that do not exist, each time other ones.
public final class DnsBench {
    private static final String ZONE = "mx.bench.test";
    private static final int SECONDS = 20;
    private static final int INVENTED = 20_000;
    private static final int NO_RESOLVER = 9;
    private static final List<String> WAYS = List.of("udp", "tcp");

    private DnsBench() {}

    /// One run of the tool.
    ///
    /// @param rate questions a second that were offered; 0 for as many as it goes
    private record Load(String algorithm, String way, int rate) {}

    public static void main(String[] words) throws IOException {
        var folder = Files.createTempDirectory("postern-dns");
        try {
            var questions = Files.write(folder.resolve("questions"), questions());
            System.out.println("| zone signed by | how | offered a second | answered a second | lost | mean, slowest |"
                    + " CPU of the server |\n|---|---|---|---|---|---|---|");
            for (var algorithm : List.of("ecdsa_p256", "ed25519")) {
                measure(folder.resolve(algorithm), algorithm, questions);
            }
            System.out.println();
            System.out.print(Run.circumstances());
        } finally {
            Run.remove(folder);
        }
    }

    private static void measure(Path folder, String algorithm, Path questions) {
        int port = Ports.free();
        var settings = new ArrayList<>(RunningPostern.firstSteps(NO_RESOLVER));
        settings.addAll(List.of(
                "[dns]",
                "zone = \"" + ZONE + "\"",
                "listen = [\"127.0.0.1:" + port + "\"]",
                "addresses = [\"192.0.2.1\", \"198.51.100.2\", \"203.0.113.3\"]",
                "algorithms = [\"" + algorithm + "\"]",
                "records = [\"_25._tcp.mx1 TLSA 3 1 1 " + "ab".repeat(32) + "\", \"@ TXT \\\"v=spf1 mx -all\\\"\"]",
                "answers_per_network = 1000000"));
        var home = Path.of(System.getProperty("postern.home", "."));
        try (var postern = RunningPostern.up(home, folder.resolve("data"), settings)) {
            run(folder, port, questions, new Load(algorithm, "udp", 0)); // the compiler warms up
            for (var way : WAYS) {
                for (int rate : way.equals("udp") ? List.of(10_000, 0) : List.of(0)) {
                    row(postern, folder, port, questions, new Load(algorithm, way, rate));
                }
            }
        }
    }

    private static void row(RunningPostern postern, Path folder, int port, Path questions, Load load) {
        var before = cpu(postern);
        var said = run(folder, port, questions, load);
        var spent = cpu(postern).minus(before);
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s, %s s | %.2f cores |%n",
                load.algorithm(),
                load.way(),
                load.rate() == 0 ? "as many as it goes" : Integer.toString(load.rate()),
                found(said, "Queries per second:\\s+(\\d+)"),
                found(said, "Queries lost:\\s+(\\d+)"),
                found(said, "Average Latency \\(s\\):\\s+([0-9.]+)"),
                found(said, "max ([0-9.]+)\\)"),
                spent.toMillis() / 1000.0 / SECONDS);
    }

    private static String run(Path folder, int port, Path questions, Load load) {
        var command = new ArrayList<>(List.of(
                "dnsperf",
                "-s",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-m",
                load.way(),
                "-d",
                questions.toString(),
                "-D",
                "-c",
                "8",
                "-l",
                Integer.toString(SECONDS)));
        if (load.rate() > 0) {
            command.addAll(List.of("-Q", Integer.toString(load.rate())));
        }
        return Child.run(folder, Duration.ofSeconds(SECONDS * 3L), command.toArray(String[]::new));
    }

    private static Duration cpu(RunningPostern postern) {
        return ProcessHandle.of(postern.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    private static String found(String said, String pattern) {
        var found = Pattern.compile(pattern).matcher(said);
        return found.find() ? found.group(1) : "?";
    }

    private static List<String> questions() {
        var there = List.of(
                "mx1.%s A", "mx2.%s A", "mx3.%s A", "mx1.%s AAAA", "%s MX", "_25._tcp.mx1.%s TLSA", "%s TXT", "%s NS");
        var random = new Random(1);
        var lines = new ArrayList<String>();
        for (int i = 0; i < INVENTED; i++) {
            lines.add(there.get(random.nextInt(there.size())).formatted(ZONE));
            lines.add(there.get(random.nextInt(there.size())).formatted(ZONE));
            lines.add(Integer.toHexString(random.nextInt()) + "." + ZONE + " A");
        }
        return lines;
    }
}
