package org.postern.server.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postern.server.blobs.Disk;
import org.postern.server.blobs.SegmentFile;

/// The files of the blob store as one point in time has them, put together from their parts; read only.
final class PointDisk implements Disk {
    private final Path root;
    private final Map<String, Manifest.Stored> files;

    PointDisk(Path root, Manifest manifest) {
        this.root = root;
        this.files = manifest.segments().stream().collect(Collectors.toMap(Manifest.Stored::name, Function.identity()));
    }

    @Override
    public Set<String> names() {
        return files.keySet();
    }

    @Override
    public SegmentFile open(String name) throws IOException {
        var stored = files.get(name);
        if (stored == null) {
            throw new IOException("the point has no file " + name);
        }
        return new Joined(stored);
    }

    @Override
    public SegmentFile create(String name) throws IOException {
        throw new IOException("a backup is not written to");
    }

    @Override
    public void remove(String name) throws IOException {
        throw new IOException("a backup is not written to");
    }

    private final class Joined implements SegmentFile {
        private final Manifest.Stored stored;

        Joined(Manifest.Stored stored) {
            this.stored = stored;
        }

        @Override
        public long size() {
            return stored.size();
        }

        /// What no part covers is zeros.
        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            int start = into.position();
            int count = (int) Math.min(into.remaining(), Math.max(0, stored.size() - position));
            into.put(new byte[count]);
            for (var part : stored.parts()) {
                long from = Math.max(part.from(), position);
                long to = Math.min(part.to(), position + count);
                if (from < to) {
                    read(part, from - part.from(), into.slice(start + (int) (from - position), (int) (to - from)));
                }
            }
        }

        private void read(Manifest.Part part, long at, ByteBuffer into) throws IOException {
            try (var in = FileChannel.open(BackupFolder.part(root, stored, part), StandardOpenOption.READ)) {
                long from = at;
                while (into.hasRemaining()) {
                    int count = in.read(into, from);
                    if (count < 0) {
                        return; // shorter than it was: the rest stays zeros, which the checksums tell
                    }
                    from += count;
                }
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            throw new IOException("a backup is not written to");
        }

        @Override
        public void sync() throws IOException {
            throw new IOException("a backup is not written to");
        }

        @Override
        public void close() {}
    }
}
