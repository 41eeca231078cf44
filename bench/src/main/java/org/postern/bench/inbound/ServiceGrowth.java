package org.postern.bench.inbound;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.postern.bench.Run;
import org.postern.bench.Spread;
import org.postern.bench.service.Bench;
import org.postern.bench.service.Postern;
import org.postern.lab.svg.Plot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern bench growth-service`: what a message costs that arrives by SMTP, is sealed, kept and filed, while one
/// service comes to hold more and more of them. All of them come that way, ten sessions, kept connections.
@Command(
        name = "growth-service",
        mixinStandardHelpOptions = true,
        description = "what an arriving message costs while the mailboxes fill")
public final class ServiceGrowth implements Callable<Integer> {
    private static final int PROBES = 3;
    private static final int AT_ONCE = 100_000;
    private static final int STEPS = 2; // sizes for each power of ten

    @Option(names = "--messages", defaultValue = "1000000", description = "until so many are stored")
    private int most;

    @Option(names = "--first", defaultValue = "31623", description = "the first size; before it the service warms up")
    private int first;

    @Option(names = "--probe", defaultValue = "8000", description = "messages of one measurement")
    private int probe;

    @Option(names = "--kilobytes", defaultValue = "10", description = "size of a message")
    private int kilobytes;

    @Option(names = "--picture", defaultValue = "", description = "an SVG file for the curve")
    private String picture = "";

    @Option(names = "--scratch", defaultValue = "/var/tmp", description = "a folder on the disk to measure")
    private Path scratch = Path.of("");

    private final List<String> curve = new ArrayList<>(List.of("stored,one that arrives by SMTP"));

    @Override
    public Integer call() throws IOException {
        var folder = Files.createTempDirectory(scratch, "postern-bench-");
        var room = Map.of("[accounts]", List.of("quota = \"1TB\""));
        try (var service = new Postern(Bench.in(folder), room);
                var generator = new Generator(folder)) {
            System.out.println("| stored | CPU µs a message | messages a second |\n|---|---|---|");
            for (int step = 0; ; step++) {
                int size = (int) Math.round(first * Math.pow(10, step / (double) STEPS));
                if (size > most * 1.01) {
                    break;
                }
                measure(service, generator, size);
            }
        } finally {
            Run.remove(folder);
        }
        System.out.println("\n" + Run.circumstances());
        if (!picture.isEmpty()) {
            var x = new Plot.Axis("messages in the store", true);
            var y = new Plot.Axis("CPU time for one more, µs", false);
            Files.writeString(
                    Path.of(picture),
                    Plot.ofTable("What the next message costs the whole service", curve, x, y)
                            .svg());
        }
        return 0;
    }

    private void measure(Postern service, Generator generator, int size) {
        var load = new Load(kilobytes * 1024, 10, false, true);
        for (long missing = size - service.kept(); missing > 0; missing = size - service.kept()) {
            generator.send(service, load, (int) Math.min(missing, AT_ONCE));
        }
        var samples = new ArrayList<Generator.Sample>();
        for (int i = 0; i < PROBES; i++) {
            samples.add(generator.send(service, load, probe));
        }
        var micros = Spread.of(samples.stream().mapToDouble(sample -> sample.cpuMillis() * 1000));
        var rate = Spread.of(samples.stream().mapToDouble(Generator.Sample::perSecond));
        curve.add(String.format(Locale.ROOT, "%d,%.1f", size, micros.median()));
        System.out.printf(Locale.ROOT, "| %,d | %s | %s |%n", size, micros.text(0), rate.text(0));
    }
}
