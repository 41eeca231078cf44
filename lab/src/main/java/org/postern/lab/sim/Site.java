package org.postern.lab.sim;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.postern.lab.sim.World.Group;

/// The server's host: it starts the server, and again after each end, from what the end left.
final class Site {
    static final InetAddress ADDRESS = Internet.address(198, 51, 100, 10);

    private static final int SEARCHED = 4; // every so manyeth end

    private final World world;
    private final Internet internet;
    private final Zones zones;
    private final Journal journal;
    private final Random random;
    private final Group host = new Group();
    private final Path folder;
    private SimDisk disk = new SimDisk();
    private Duration clockError = Duration.ZERO;
    private int lives;
    private Folders.@Nullable Moment beforePart;
    private @Nullable Life process;

    /// @param folder for the databases of all lives
    Site(World world, Internet internet, Zones zones, Journal journal, Random random, Path folder) {
        this.world = world;
        this.internet = internet;
        this.zones = zones;
        this.journal = journal;
        this.random = random;
        this.folder = folder;
    }

    /// The running server; empty while there is none.
    Optional<Life> up() {
        return Optional.ofNullable(process);
    }

    SimDisk disk() {
        return disk;
    }

    /// By how much the wall clock is wrong from now on.
    void clockError(Duration error) {
        clockError = error;
        journal.note("the clock is wrong by " + error);
    }

    /// @param household what the first life finds
    void start(Household household) {
        var first = folder.resolve("life-0");
        household.copyTo(first);
        begin(first);
    }

    private void begin(Path data) {
        var group = new Group();
        var peril = new Peril(world, random);
        Runnable step = peril::step;
        var parts = new Life.Parts(
                group,
                peril,
                disk,
                data,
                new SimClock(world, group, () -> clockError),
                zones.askedFrom(ADDRESS, step),
                new Outward(internet, ADDRESS, group, peril),
                new Random(random.nextLong()));
        var started = new Life(parts, () -> beforePart = Folders.Moment.of(data));
        peril.whenItEnds(() -> end(started));
        process = started;
        internet.serve(ADDRESS, group, started::welcome);
        journal.note("the server starts, life " + lives);
    }

    /// The process ends where it stands, by a kill or with the power; after a while the next life begins.
    private void end(Life ended) {
        boolean power = random.nextBoolean();
        journal.crashed(power ? "power cut" : "kill");
        process = null;
        var data = ended.folder();
        var left = Folders.Moment.of(data);
        var torn = beforePart;
        if (torn != null && power) {
            left = torn.torn(left, random.nextDouble());
        }
        beforePart = null;
        var next = folder.resolve("life-" + ++lives);
        left.writeTo(next);
        var oldDisk = disk;
        disk = power ? oldDisk.afterPowerCut(random.nextLong()) : oldDisk.afterKill();
        oldDisk.stop();
        if (lives % SEARCHED == 0) {
            search(next);
        }
        world.kill(ended.group());
        internet.leave(ADDRESS, ended.group(), power);
        world.begin(host, "boot", () -> {
            world.pause(Duration.ofSeconds(5 + random.nextInt(600)));
            ended.buried();
            Folders.remove(data);
            begin(next);
        });
    }

    /// No word of any mail stands on the disk.
    void search() {
        up().ifPresent(process -> search(process.folder()));
    }

    private void search(Path data) {
        byte[] needle = Mails.NEEDLE.getBytes(StandardCharsets.US_ASCII);
        for (var file : disk.filesWith(needle)) {
            journal.violation("mail can be read in " + file);
        }
        for (var file : Search.filesWith(data, needle)) {
            journal.violation("mail can be read in " + file);
        }
    }

    /// Ends what runs on real threads.
    void close() {
        up().ifPresent(Life::buried);
    }
}
