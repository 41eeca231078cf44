package org.postern.lab.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `postern lab NAME`: one run of the small internet.
public final class Lab {
    private static final int USAGE = 2;

    private Lab() {}

    /// @param words name of the run, `--stock-timers`, `--only TEXT,TEXT`, `--with N`, `--without N`, `--minutes N`,
    /// `--out DIR`
    public static void main(String[] words) throws IOException {
        var given = List.of(words);
        var report = new Report(Path.of(option(given, "--out", "target/lab")));
        var folder = Files.createTempDirectory("postern-lab");
        // After a kill -9 this folder of logs stays, and nothing else.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Shell.run(List.of("rm", "-rf", folder.toString()))));
        switch (given.isEmpty() ? "" : given.getFirst()) {
            case "2019" -> {
                boolean stock = given.contains("--stock-timers");
                BlockOf2019.run(folder, stock ? BlockOf2019.Plan.stock() : BlockOf2019.Plan.hurried(), report);
            }
            case "techniques" -> {
                int with = Integer.parseInt(option(given, "--with", "1"));
                int without = Integer.parseInt(option(given, "--without", "1"));
                var only = List.of(option(given, "--only", "").split(",", -1));
                int minutes = Integer.parseInt(option(given, "--minutes", "30"));
                Techniques.run(
                        folder, Techniques.Plan.usual(only, with, without).lasting(minutes), report);
                report.keep("techniques.md");
            }
            case "tiers" -> {
                Tiers.run(folder, Tiers.Plan.usual(), report);
                report.keep("tiers.md");
            }
            default -> {
                System.err.println(
                        "postern lab 2019 [--stock-timers] | techniques [--only TEXT,…] [--with N] [--without N] [--minutes N] | tiers, with --out DIR   (see docs/reach/)");
                System.exit(USAGE);
            }
        }
    }

    private static String option(List<String> words, String name, String otherwise) {
        int at = words.indexOf(name);
        return at >= 0 && at + 1 < words.size() ? words.get(at + 1) : otherwise;
    }
}
