package org.postern.lab.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `postern lab NAME`: one run of the small internet.
public final class Lab {
    private static final int USAGE = 2;

    private Lab() {}

    /// @param words name of the run, `--stock-timers`, `--out DIR`
    public static void main(String[] words) throws IOException {
        var given = List.of(words);
        var out = Path.of(option(given, "--out", "target/lab"));
        var folder = Files.createTempDirectory("postern-lab");
        try {
            switch (words.length == 0 ? "" : words[0]) {
                case "2019" -> block(folder, given.contains("--stock-timers"), new Report(out));
                case "techniques" -> {
                    var report = new Report(out);
                    Techniques.run(folder, Techniques.Plan.usual(), report);
                    report.keep("techniques.md");
                }
                case "tiers" -> {
                    var report = new Report(out);
                    Tiers.run(folder, Tiers.Plan.usual(), report);
                    report.keep("tiers.md");
                }
                default -> {
                    System.err.println("postern lab 2019 [--stock-timers] | techniques | tiers, with --out DIR   (see docs/reach/)");
                    System.exit(USAGE);
                }
            }
        } finally {
            Shell.run(List.of("rm", "-rf", folder.toString()));
        }
    }

    private static void block(Path folder, boolean stock, Report report) {
        var plan = stock ? BlockOf2019.Plan.stock() : BlockOf2019.Plan.hurried();
        BlockOf2019.run(folder, plan, report);
        report.keep(stock ? "2019-stock-timers.md" : "2019.md");
    }

    private static String option(List<String> words, String name, String otherwise) {
        int at = words.indexOf(name);
        return at >= 0 && at + 1 < words.size() ? words.get(at + 1) : otherwise;
    }
}
