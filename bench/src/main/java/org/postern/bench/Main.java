package org.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.postern.bench.dns.DnsBench;
import org.postern.bench.inbound.InboundBench;
import org.postern.bench.inbound.ServiceGrowth;
import org.postern.bench.outbound.OutboundBench;
import org.postern.bench.process.IdleBench;
import org.postern.bench.process.StartBench;
import org.postern.bench.relays.RelayBench;
import org.postern.lab.reachsim.ReachSimulation;
import org.postern.lab.sim.Simulate;
import org.postern.lab.svg.Plot;
import picocli.CommandLine;

/// `postern bench NAME`: runs one measurement and prints it.
public final class Main {
    private Main() {}

    public static void main(String[] words) throws Exception {
        var rest = words.length == 0 ? words : Arrays.copyOfRange(words, 1, words.length);
        switch (words.length == 0 ? "" : words[0]) {
            case "seal" -> jmh(SealBenchmark.class, rest);
            case "counters" -> jmh(ReachBenchmark.class, rest);
            case "simulate" -> Simulate.main(rest);
            case "reach" -> ReachSimulation.main(rest);
            case "store" -> StoreBench.main(rest);
            case "growth" -> GrowthBench.main(rest);
            case "growth-service" -> System.exit(new CommandLine(new ServiceGrowth()).execute(rest));
            case "inbound" -> System.exit(new CommandLine(new InboundBench()).execute(rest));
            case "outbound" -> System.exit(new CommandLine(new OutboundBench()).execute(rest));
            case "relays" -> System.exit(new CommandLine(new RelayBench()).execute(rest));
            case "start" -> System.exit(new CommandLine(new StartBench()).execute(rest));
            case "idle" -> System.exit(new CommandLine(new IdleBench()).execute(rest));
            case "dns" -> DnsBench.main(rest);
            case "lists" -> ListsBench.main(rest);
            case "page" -> PageBench.main(rest);
            case "plot" -> plot(rest);
            case "compaction" -> CompactionBench.main(rest);
            default -> {
                System.err.println(
                        "postern bench seal|counters|simulate|reach|store|growth|growth-service|compaction|lists|page|inbound|outbound|relays"
                                + "|dns|start|idle|plot   (see bench/README.md)");
                System.exit(2);
            }
        }
    }

    /// @param options of JMH, as `-f 1 -wi 2`
    private static void jmh(Class<?> benchmark, String[] options) throws Exception {
        var ours = new String[options.length + 1];
        ours[0] = benchmark.getSimpleName();
        System.arraycopy(options, 0, ours, 1, options.length);
        new Runner(new CommandLineOptions(ours)).run();
    }

    /// @param words table, picture, title, label of x, label of y; x is by powers of ten
    private static void plot(String[] words) throws IOException {
        var table = Files.readAllLines(Path.of(words[0]));
        var x = new Plot.Axis(words[3], true);
        Files.writeString(
                Path.of(words[1]),
                Plot.ofTable(words[2], table, x, new Plot.Axis(words[4], false)).svg());
    }
}
