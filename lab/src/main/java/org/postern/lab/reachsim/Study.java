package org.postern.lab.reachsim;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/// One scenario over many seeds, two at a time.
final class Study {
    private static final int AT_ONCE = 2;

    private Study() {}

    static List<Tally> run(Scenario scenario, long firstSeed, int seeds, Tuning tuning) {
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var runs = LongStream.range(firstSeed, firstSeed + seeds)
                    .mapToObj(seed -> threads.submit(() -> new World(scenario, seed, tuning).run()))
                    .toList();
            return runs.stream().map(Study::ended).toList();
        }
    }

    private static Tally ended(Future<Tally> run) {
        try {
            return run.get();
        } catch (InterruptedException | ExecutionException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
