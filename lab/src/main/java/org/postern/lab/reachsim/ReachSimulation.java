package org.postern.lab.reachsim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.lab.svg.Plot;

/// `postern bench reach WHAT`: what judge and planner make of censors. Prints tables in Markdown; with a folder, writes
/// them there, and what is a curve as CSV and as a picture.
public final class ReachSimulation {
    private final long seed;
    private final int runs;
    private final String only;
    private final String[] words;

    private ReachSimulation(String[] words) {
        this.words = words;
        seed = Long.parseLong(option("--seed", "1"));
        runs = Integer.parseInt(option("--runs", "20"));
        only = option("--only", "");
    }

    /// @param words as above
    public static void main(String[] words) throws IOException {
        var simulation = new ReachSimulation(words);
        long from = System.nanoTime();
        var what = words.length == 0 ? "" : words[0];
        var lines = simulation.table(what);
        if (lines.isEmpty()) {
            System.err.println(
                    "postern bench reach tiers|scale|notice|techniques|benign|liars|pools|curve [--seed S] [--runs N]"
                            + " [--only TEXT] [--out FOLDER]; of tiers: --wait DAYS; of scale: --networks N;"
                            + " of benign: --networks N --days N");
            return;
        }
        lines.forEach(System.out::println);
        System.out.printf("%n%.0f s%n", (System.nanoTime() - from) / 1e9);
        var out = simulation.option("--out", "");
        if (!out.isEmpty()) {
            write(Files.createDirectories(Path.of(out)), what, lines);
        }
    }

    private static void write(Path folder, String what, List<String> lines) throws IOException {
        var y = new Plot.Axis("% delivered within an hour", false);
        var picture = switch (what) {
            case "curve" -> {
                var x = new Plot.Axis("hours after the block at which it was written", false);
                yield Optional.of(Plot.ofTable("Mail from a network that null-routes us", lines, x, y));
            }
            case "pools" -> {
                var x = new Plot.Axis("addresses in the pool", true);
                yield Optional.of(Plot.ofTable("What the size of the pool does", lines, x, y));
            }
            default -> Optional.<Plot>empty();
        };
        Files.write(folder.resolve(what + (picture.isPresent() ? ".csv" : ".md")), lines);
        if (picture.isPresent()) {
            Files.writeString(folder.resolve(what + ".svg"), picture.get().svg());
        }
    }

    private List<String> table(String what) {
        var tables = new Tables(seed, runs, only);
        return switch (what) {
            case "tiers" -> tables.tiers(Integer.parseInt(option("--wait", "5")));
            case "scale" -> tables.scale(Integer.parseInt(option("--networks", "2000")));
            case "notice" -> tables.notice();
            case "techniques" -> tables.techniques();
            case "benign" ->
                tables.benign(Integer.parseInt(option("--networks", "500")), Integer.parseInt(option("--days", "30")));
            case "liars" -> tables.liars();
            case "pools" -> tables.pools();
            case "curve" -> tables.curve();
            default -> List.of();
        };
    }

    private String option(String name, String otherwise) {
        int at = Arrays.asList(words).indexOf(name);
        return at < 0 || at + 1 >= words.length ? otherwise : words[at + 1];
    }
}
