package org.postern.lab.sim;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.postern.server.blobs.Disk;
import org.postern.server.blobs.SegmentFile;

/// A disk in memory that knows which writes were synced. After a power cut each write that was not is
/// there, or not, or torn at a sector, whatever came before or after it; what a file's random is, depends
/// on its name alone, so that it does not matter which thread of the store came first.
///
/// The blob store has threads of its own, so this is the one part of the simulator that takes a lock.
final class SimDisk implements Disk {
    private static final int SECTOR = 512;

    private final TreeMap<String, Stored> files = new TreeMap<>();
    private boolean full;
    private boolean stopAtSync;
    private boolean stopped;

    private static final class Unsynced {
        private final int at;
        private final byte[] octets;

        Unsynced(int at, byte[] octets) {
            this.at = at;
            this.octets = octets;
        }
    }

    /// One file: what reads see, what survives, and what lies between.
    private static final class Stored {
        private byte[] seen = new byte[0];
        private byte[] safe = new byte[0];
        private final List<Unsynced> unsynced = new ArrayList<>();

        void write(int at, byte[] octets) {
            seen = put(seen, at, octets);
            unsynced.add(new Unsynced(at, octets));
        }

        void sync() {
            for (var write : unsynced) {
                safe = put(safe, write.at, write.octets);
            }
            unsynced.clear();
        }

        static byte[] put(byte[] file, int at, byte[] octets) {
            var grown = at + octets.length > file.length ? Arrays.copyOf(file, at + octets.length) : file;
            System.arraycopy(octets, 0, grown, at, octets.length);
            return grown;
        }
    }

    /// Files grow no more.
    synchronized void full(boolean now) {
        full = now;
    }

    /// The next sync does not come to its end, and nothing after it happens.
    synchronized void stopAtNextSync() {
        stopAtSync = true;
    }

    /// Nothing reaches it any more.
    synchronized void stop() {
        stopped = true;
    }

    /// What the next process finds after the end of a process: everything.
    synchronized SimDisk afterKill() {
        var next = new SimDisk();
        files.forEach((name, file) -> next.files.put(name, stored(file.seen.clone())));
        return next;
    }

    /// What the next process finds after a power cut.
    synchronized SimDisk afterPowerCut(long seed) {
        var next = new SimDisk();
        files.forEach((name, file) -> {
            var random = new Random(seed ^ name.hashCode());
            var found = file.safe.clone();
            for (var write : file.unsynced) {
                found = survived(found, write, random);
            }
            next.files.put(name, stored(found));
        });
        return next;
    }

    private static byte[] survived(byte[] file, Unsynced write, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> file;
            case 1 -> Stored.put(file, write.at, write.octets);
            default -> {
                int sectors = 1 + (write.octets.length - 1) / SECTOR;
                int from = random.nextInt(sectors) * SECTOR;
                int to = Math.min(write.octets.length, from + (1 + random.nextInt(sectors)) * SECTOR);
                yield Stored.put(file, write.at + from, Arrays.copyOfRange(write.octets, from, to));
            }
        };
    }

    private static Stored stored(byte[] octets) {
        var file = new Stored();
        file.seen = octets;
        file.safe = octets.clone();
        return file;
    }

    /// Where the words stand, if anywhere.
    synchronized Set<String> filesWith(byte[] words) {
        var found = new TreeSet<String>();
        files.forEach((name, file) -> {
            if (Search.contains(file.seen, words) || Search.contains(file.safe, words)) {
                found.add(name);
            }
        });
        return found;
    }

    synchronized long bytes() {
        return files.values().stream().mapToLong(file -> file.seen.length).sum();
    }

    @Override
    public synchronized Set<String> names() {
        return new TreeSet<>(files.keySet());
    }

    @Override
    public synchronized SegmentFile create(String name) throws IOException {
        working();
        if (full) {
            throw new IOException("No space left on device");
        }
        var file = new Stored();
        files.put(name, file);
        return new Handle(file);
    }

    @Override
    public synchronized SegmentFile open(String name) throws IOException {
        var file = files.get(name);
        if (file == null) {
            throw new FileNotFoundException(name);
        }
        return new Handle(file);
    }

    @Override
    public synchronized void remove(String name) throws IOException {
        working();
        files.remove(name);
    }

    private void working() throws IOException {
        if (stopped) {
            throw new IOException("the simulated power is off");
        }
    }

    private final class Handle implements SegmentFile {
        private final Stored file;

        Handle(Stored file) {
            this.file = file;
        }

        @Override
        public long size() {
            synchronized (SimDisk.this) {
                return file.seen.length;
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            synchronized (SimDisk.this) {
                working();
                if (full && position + from.remaining() > file.seen.length) {
                    throw new IOException("No space left on device");
                }
                var octets = new byte[from.remaining()];
                from.get(octets);
                file.write((int) position, octets);
            }
        }

        @Override
        public void read(ByteBuffer into, long position) {
            synchronized (SimDisk.this) {
                int length = Math.clamp(file.seen.length - position, 0, into.remaining());
                if (length > 0) {
                    into.put(file.seen, (int) position, length);
                }
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (SimDisk.this) {
                working();
                if (stopAtSync) {
                    stopped = true;
                    throw new IOException("the simulated power went off");
                }
                file.sync();
            }
        }

        @Override
        public void close() {}
    }
}
