package org.postern.lab.sim;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.postern.server.db.StoreBroken;

/// What can happen to one process at each step that it takes towards the world: at every read and write of
/// the network, at every question to the DNS, and before, within and after every write to a store.
final class Peril {
    private final World world;
    private final RandomGenerator random;
    private Runnable end = () -> {};
    private int stepsLeft;
    private boolean dead;
    private boolean full;
    private Duration slowness = Duration.ZERO;

    Peril(World world, RandomGenerator random) {
        this.world = world;
        this.random = random;
    }

    /// @param ending what the end of the process does to the rest of the world
    void whenItEnds(Runnable ending) {
        end = ending;
    }

    /// The process ends at the so manyeth step from now.
    void arm(int steps) {
        stepsLeft = steps;
    }

    boolean isArmed() {
        return stepsLeft > 0;
    }

    boolean isDead() {
        return dead;
    }

    /// No room for anything on the disk.
    void full(boolean now) {
        full = now;
    }

    /// How long each write to a store takes; everything stands still meanwhile.
    void slow(Duration each) {
        slowness = each;
    }

    /// One step towards the world.
    void step() {
        alive();
        if (due()) {
            die();
            throw new World.Died();
        }
    }

    /// One write to a store.
    ///
    /// @param part begins it and does not bring it to its end
    <T> T store(Supplier<T> work, Runnable part) {
        return store(work, part, work);
    }

    /// @param unheard the whole of it, by a process that ends before anything can follow from it
    <T> T store(Supplier<T> work, Runnable part, Supplier<T> unheard) {
        alive();
        if (!slowness.isZero()) {
            world.stall(slowness);
        }
        if (full) {
            throw new StoreBroken("No space left on device (simulated)");
        }
        if (!due()) {
            return work.get();
        }
        switch (random.nextInt(3)) {
            case 0 -> die();
            case 1 -> {
                part.run();
                die();
            }
            default -> {
                ended(unheard);
                die();
            }
        }
        throw new World.Died();
    }

    void die() {
        if (!dead) {
            dead = true;
            end.run();
        }
    }

    void alive() {
        if (dead) {
            throw new World.Died();
        }
    }

    /// Nobody hears what came of it.
    static void ended(Supplier<?> work) {
        try {
            var _ = work.get();
        } catch (RuntimeException unheard) {
            // the process is gone before it can answer
        }
    }

    private boolean due() {
        return stepsLeft > 0 && --stepsLeft == 0;
    }
}
