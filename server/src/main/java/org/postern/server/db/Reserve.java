package org.postern.server.db;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.SplittableRandom;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// Room on the disk that is kept for rows: a file of no use. When somebody else has taken the last free
/// block it is given up piece by piece, so that users are let in and mail is moved and deleted all the same;
/// it is made again once there is plenty of room. Used by one thread at a time.
public final class Reserve {
    /// What is given up at a time, so that nobody else can take much of it.
    static final int PIECE = 1 << 20;

    static final int SIZE = 8 * PIECE;

    private static final int HARDLY_ANYTHING = PIECE / 4;

    /// What letting somebody in takes.
    private static final int SMALL_LOG = 32 << 10;

    private static final int PLENTY = 3 * SIZE;
    private static final Trace TRACE = Trace.of(Reserve.class);

    private final Path file;
    private final Path log;
    private final FileStore disk;
    private long held;

    private Reserve(Path folder) throws IOException {
        this.file = folder.resolve("reserve");
        this.log = folder.resolve("postern.db-wal");
        this.disk = Files.getFileStore(folder);
        this.held = Files.exists(file) ? Files.size(file) : 0;
    }

    /// The reserve of a data folder. Where the disk is full already, a piece of it is given up for the files
    /// that the database has while it is open.
    ///
    /// @throws StoreBroken when the folder cannot be used
    public static Reserve in(Path folder) {
        try {
            var reserve = new Reserve(folder);
            if (reserve.isNeeded()) {
                reserve.giveUp();
            } else {
                reserve.refill();
            }
            return reserve;
        } catch (IOException broken) {
            throw new StoreBroken("the data folder " + folder + " cannot be used", broken);
        }
    }

    /// Whether hardly anything is free.
    boolean isNeeded() {
        return free() < HARDLY_ANYTHING;
    }

    /// Whether the write-ahead log has blocks of its own, in which it begins anew.
    boolean logHasRoom() {
        try {
            return Files.exists(log) && Files.size(log) >= SMALL_LOG;
        } catch (IOException unknown) {
            return false;
        }
    }

    /// @return false when nothing is left
    boolean giveUp() {
        if (held == 0) {
            return false;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            held = Math.max(0, held - PIECE);
            channel.truncate(held);
        } catch (IOException broken) {
            TRACE.failure("the reserve could not be given up", broken);
            return false;
        }
        TRACE.event("the disk has no free block; some of the reserve was given up", Field.count("left", held));
        return true;
    }

    /// Makes it whole again when there is plenty of room.
    void refill() {
        if (held >= SIZE || free() < PLENTY) {
            return;
        }
        try (var channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            fill(channel);
            held = SIZE;
        } catch (IOException full) {
            TRACE.failure("the reserve could not be made", full);
        }
    }

    /// Octets that no file system packs into fewer blocks.
    private void fill(FileChannel channel) throws IOException {
        var octets = new byte[PIECE];
        new SplittableRandom(SIZE).nextBytes(octets);
        for (long at = held; at < SIZE; ) {
            at += channel.write(ByteBuffer.wrap(octets, 0, (int) Math.min(PIECE, SIZE - at)), at);
        }
        channel.force(true);
    }

    private long free() {
        try {
            return disk.getUsableSpace();
        } catch (IOException unknown) {
            return Long.MAX_VALUE;
        }
    }
}
