package org.postern.server.blobs;

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

/// Files in memory whose power can be cut: what was not synced is then lost, torn or kept, each piece as
/// the seed says. Its syncs can be made to fail.
final class FailingDisk implements Disk {
    private static final int SECTOR = 512;

    private final Map<String, Contents> files = new HashMap<>();
    private final Random random;
    private final Set<String> unsyncable = new HashSet<>();

    FailingDisk(long seed) {
        random = new Random(seed);
    }

    private static final class Contents {
        private byte[] now = new byte[0];
        private byte[] durable = new byte[0];
        private final List<long[]> unsynced = new ArrayList<>(); // from, to
    }

    /// Syncs of this file fail from now on; others do not, whichever thread asks first.
    synchronized void failSyncs(String name) {
        unsyncable.add(name);
    }

    /// What a machine finds after its power was cut at this moment.
    synchronized FailingDisk afterPowerCut() {
        var after = new FailingDisk(random.nextLong());
        files.forEach((name, contents) -> {
            var survivor = new Contents();
            survivor.durable = Arrays.copyOf(contents.durable, contents.now.length);
            for (var range : contents.unsynced) {
                for (long at = range[0]; at < range[1]; at += SECTOR) {
                    if (random.nextInt(3) > 0) {
                        int length = (int) Math.min(SECTOR, range[1] - at);
                        System.arraycopy(contents.now, (int) at, survivor.durable, (int) at, length);
                    }
                }
            }
            survivor.now = survivor.durable.clone();
            after.files.put(name, survivor);
        });
        return after;
    }

    synchronized void flip(String name, int at) {
        var contents = files.get(name);
        contents.now[at] ^= 1;
        contents.durable[at] ^= 1;
    }

    synchronized byte[] everything() throws IOException {
        var all = new java.io.ByteArrayOutputStream();
        for (var contents : files.values()) {
            all.write(contents.now);
        }
        return all.toByteArray();
    }

    @Override
    public synchronized Set<String> names() {
        return Set.copyOf(files.keySet());
    }

    @Override
    public synchronized SegmentFile create(String name) {
        files.put(name, new Contents());
        return open(name);
    }

    @Override
    public synchronized SegmentFile open(String name) {
        return new OpenFile(name, files.get(name));
    }

    @Override
    public synchronized void remove(String name) {
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
        public void write(ByteBuffer from, long position) {
            synchronized (FailingDisk.this) {
                int length = from.remaining();
                int end = Math.toIntExact(position + length);
                if (end > contents.now.length) {
                    contents.now = Arrays.copyOf(contents.now, end);
                }
                from.get(contents.now, (int) position, length);
                contents.unsynced.add(new long[] {position, end});
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
                contents.durable = contents.now.clone();
                contents.unsynced.clear();
            }
        }

        @Override
        public void close() {}
    }
}
