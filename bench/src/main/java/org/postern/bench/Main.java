package org.postern.bench;

import java.util.Arrays;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.postern.lab.sim.Simulate;

/// `postern bench NAME`: runs one measurement and prints it.
public final class Main {
    private Main() {}

    public static void main(String[] words) throws Exception {
        var rest = words.length == 0 ? words : Arrays.copyOfRange(words, 1, words.length);
        switch (words.length == 0 ? "" : words[0]) {
            case "seal" -> seal(rest);
            case "simulate" -> Simulate.main(rest);
            case "store" -> StoreBench.main(rest);
            default -> {
                System.err.println("postern bench seal|simulate|store   (see bench/README.md)");
                System.exit(2);
            }
        }
    }

    /// @param options of JMH, as `-f 1 -wi 2`
    private static void seal(String[] options) throws Exception {
        var ours = new String[options.length + 1];
        ours[0] = SealBenchmark.class.getSimpleName();
        System.arraycopy(options, 0, ours, 1, options.length);
        new Runner(new CommandLineOptions(ours)).run();
    }
}
