package org.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.postern.lab.reachsim.ReachSimulation;
import org.postern.lab.svg.Plot;

/// `postern bench reach WHAT --out FOLDER`: the simulator's tables, and pictures of its curves.
final class Reach {
    private Reach() {}

    static void main(String[] words) throws IOException {
        ReachSimulation.main(words);
        int at = Arrays.asList(words).indexOf("--out");
        if (at >= 0 && at + 1 < words.length) {
            var folder = Path.of(words[at + 1]);
            switch (words[0]) {
                case "curve" ->
                    draw(
                            folder.resolve("curve"),
                            "A C0 block at hour 0: mail offered then, delivered within an hour (%)",
                            new Plot.Axis("hours after the block", false));
                case "pools" ->
                    draw(
                            folder.resolve("pools"),
                            "Delivered within an hour (%), by the size of the pool",
                            new Plot.Axis("relays", true));
                default -> {}
            }
        }
    }

    private static void draw(Path name, String title, Plot.Axis x) throws IOException {
        var table = Files.readAllLines(Path.of(name + ".csv"));
        Files.writeString(
                Path.of(name + ".svg"),
                Plot.ofTable(title, table, x, new Plot.Axis("%", false)).svg());
    }
}
