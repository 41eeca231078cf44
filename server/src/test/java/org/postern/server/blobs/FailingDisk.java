package org.postern.server.blobs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.postern.server.db.StoreBroken;

/// Files in memory whose power can be cut, at once or at a later write, sync, creation or removal. What was
/// not synced is then lost, torn or kept: of each write each sector by itself, as the seed says, so later
/// writes may survive earlier ones. A sector is written whole or not at all. Syncs can be made to fail, and
/// room can run out.
final class FailingDisk implements Disk {
    private static final int SECTOR = 512;

    private final Map<String, Contents> files = new HashMap<>();
    private final Random random;
    private final Set<String> unsyncable = new HashSet<>();
    private long capacity = Long.MAX_VALUE;
    private int untilCut = Integer.MAX_VALUE;
    private int changes;

    FailingDisk(long seed) {
        random = new Random(seed);
    }

    private static final class Contents {
        private byte[] now = new byte[0];
        private byte[] durable = new byte[0];
        private final List<Write> unsynced = new ArrayList<>();
    }

    private record Write(int position, ByteBuffer octets) {}

    /// Syncs of this file fail from now on; others do not, whichever thread asks first.
    synchronized void failSyncs(String name) {
        unsyncable.add(name);
    }

    /// All files together are at most so long from now on.
    synchronized void limit(long octets) {
        capacity = octets;
    }

    /// The power fails when that many changes were made.
    synchronized void cutAfter(int changes) {
        untilCut = changes;
    }

    /// Does something that is kept at once and for good, as a transaction of the database is.
    ///
    /// @throws StoreBroken when there is no power
    synchronized void whilePowered(Runnable commit) {
        if (untilCut <= 0) {
            throw new StoreBroken("no power", new IOException());
        }
        commit.run();
    }

    /// Writes, syncs, creations and removals so far.
    synchronized int changes() {
        return changes;
    }

    private void change() throws IOException {
        if (untilCut <= 0) {
            throw new IOException("no power");
        }
        untilCut--;
        changes++;
    }

    /// What a machine finds after its power was cut at this moment, or when [#cutAfter] said.
    synchronized FailingDisk afterPowerCut() {
        untilCut = 0;
        var after = new FailingDisk(random.nextLong());
        after.capacity = capacity;
        files.forEach((name, contents) -> {
            var survivor = new Contents();
            survivor.durable = Arrays.copyOf(contents.durable, contents.now.length);
            contents.unsynced.forEach(write -> survive(write, survivor.durable));
            survivor.now = survivor.durable.clone();
            after.files.put(name, survivor);
        });
        return after;
    }

    private void survive(Write write, byte[] durable) {
        int end = write.position() + write.octets().capacity();
        for (int at = write.position(); at < end; ) {
            int next = Math.min(end, (at / SECTOR + 1) * SECTOR);
            if (random.nextInt(3) > 0) {
                write.octets().get(at - write.position(), durable, at, next - at);
            }
            at = next;
        }
    }

    synchronized void flip(String name, int at) {
        var contents = files.get(name);
        contents.now[at] ^= 1;
        contents.durable[at] ^= 1;
    }

    synchronized byte[] everything() throws IOException {
        var all = new ByteArrayOutputStream();
        for (var contents : files.values()) {
            all.write(contents.now);
        }
        return all.toByteArray();
    }

    synchronized long octets() {
        return files.values().stream()
                .mapToLong(contents -> contents.now.length)
                .sum();
    }

    @Override
    public synchronized long freeBytes() {
        return capacity - octets();
    }

    @Override
    public synchronized Set<String> names() {
        return Set.copyOf(files.keySet());
    }

    @Override
    public synchronized SegmentFile create(String name) throws IOException {
        change();
        files.put(name, new Contents());
        return open(name);
    }

    @Override
    public synchronized SegmentFile open(String name) throws IOException {
        var contents = files.get(name);
        if (contents == null) {
            throw new IOException("no such file");
        }
        return new OpenFile(name, contents);
    }

    @Override
    public synchronized void remove(String name) throws IOException {
        change();
        files.remove(name);
    }

    private final class OpenFile implements SegmentFile {
        private final String name;
        private final Contents contents;

        OpenFile(String name, Contents contents) {
            this.name = name;
            this.contents = contents;
        }

        @Override
        public long size() {
            synchronized (FailingDisk.this) {
                return contents.now.length;
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            synchronized (FailingDisk.this) {
                change();
                var octets = new byte[from.remaining()];
                int end = Math.toIntExact(position + octets.length);
                if (end > contents.now.length) {
                    if (octets() + end - contents.now.length > capacity) {
                        throw new IOException("no space left");
                    }
                    contents.now = Arrays.copyOf(contents.now, end);
                }
                from.get(octets);
                System.arraycopy(octets, 0, contents.now, (int) position, octets.length);
                contents.unsynced.add(new Write((int) position, ByteBuffer.wrap(octets)));
            }
        }

        @Override
        public void read(ByteBuffer into, long position) {
            synchronized (FailingDisk.this) {
                int length = Math.clamp(contents.now.length - position, 0, into.remaining());
                if (length > 0) {
                    into.put(contents.now, (int) position, length);
                }
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (FailingDisk.this) {
                if (unsyncable.contains(name)) {
                    throw new IOException("the disk says no");
                }
                change();
                contents.durable = Arrays.copyOf(contents.durable, contents.now.length);
                for (var write : contents.unsynced) {
                    write.octets()
                            .get(
                                    0,
                                    contents.durable,
                                    write.position(),
                                    write.octets().capacity());
                }
                contents.unsynced.clear();
            }
        }

        @Override
        public void close() {}
    }
}
