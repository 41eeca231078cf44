package org.postern.server.smtpin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.blobs.BlobSettings;
import org.postern.server.blobs.Disk;
import org.postern.server.blobs.FolderDisk;
import org.postern.server.blobs.SegmentBlobs;
import org.postern.server.blobs.SegmentFile;
import org.postern.server.intake.Outcome;
import org.postern.server.settings.Size;

/// A disk whose syncs do not return for a while: mail waits for it, within the memory that mail may have.
@Timeout(60)
class SlowDiskTest {
    private static final int SENDERS = 6;
    private static final String TEXT = ("x".repeat(900) + "\\r\\n").repeat(40);

    private static final String WAITS = "waits for the disk";

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @TempDir
    private Path folder;

    /// THREAT T-04
    @Test
    void arrivals_wait_in_bounded_memory_while_the_disk_is_slow_and_are_kept_when_it_is_not() throws Exception {
        var disk = new SlowDisk(FolderDisk.in(folder.resolve("segments")));
        try (var blobs = SegmentBlobs.open(disk, new BlobSettings(new Size(1 << 20)), List.of());
                var door = new TestDoor(tight(), Optional.empty(), Optional.of(arrival -> {
                    events.add(WAITS);
                    blobs.write(List.of(arrival.message()));
                    return new Outcome.Kept();
                }));
                var _ = (AutoCloseable) disk::goOn) {
            disk.stall();
            var seen = new ArrayList<String>();
            for (int i = 0; i < SENDERS; i++) {
                send(door);
                seen.add(events.take());
            }

            var waiting = seen.stream().filter(WAITS::equals).toList();
            assertThat(waiting).hasSizeBetween(1, SENDERS - 1);
            assertThat(seen).allMatch(event -> event.equals(WAITS) || event.startsWith("452 4.3.1"));
            assertThat(door.memory.takenBytes())
                    .isPositive()
                    .isLessThanOrEqualTo(tight().memory().bytes());

            disk.goOn();
            for (var _ : waiting) {
                assertThat(events.take()).startsWith("250");
            }
            assertThat(door.memory.takenBytes()).isZero();
            send(door);
            assertThat(events.take()).isEqualTo(WAITS);
            assertThat(events.take()).startsWith("250");
        }
    }

    /// What is answered is among the events then.
    private void send(TestDoor door) throws IOException {
        var probe = new Probe(door.port());
        probe.answer();
        probe.ask("EHLO probe.test");
        probe.ask("MAIL FROM:<x@there.test>");
        probe.ask("RCPT TO:<ada@here.test>");
        probe.ask("DATA");
        probe.send(TEXT + ".\\r\\n");
        Thread.startVirtualThread(() -> {
            try (probe) {
                events.add(probe.answer());
            } catch (IOException gone) {
                events.add("gone");
            }
        });
    }

    /// Memory for a few of the messages of this test.
    private static SmtpSettings tight() {
        var usual = TestDoor.settings();
        return TestDoor.withMemory(usual, new Size(150_000), usual.messageSize());
    }

    /// The real files, of which no sync returns between [#stall] and [#goOn].
    private static final class SlowDisk implements Disk {
        private final Disk real;
        private volatile CountDownLatch mayGoOn = new CountDownLatch(0);

        SlowDisk(Disk real) {
            this.real = real;
        }

        void stall() {
            mayGoOn = new CountDownLatch(1);
        }

        void goOn() {
            mayGoOn.countDown();
        }

        @Override
        public Set<String> names() throws IOException {
            return real.names();
        }

        @Override
        public SegmentFile create(String name) throws IOException {
            return new SlowFile(real.create(name));
        }

        @Override
        public SegmentFile open(String name) throws IOException {
            return new SlowFile(real.open(name));
        }

        @Override
        public void remove(String name) throws IOException {
            real.remove(name);
        }

        private final class SlowFile implements SegmentFile {
            private final SegmentFile file;

            SlowFile(SegmentFile file) {
                this.file = file;
            }

            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public void write(ByteBuffer from, long position) throws IOException {
                file.write(from, position);
            }

            @Override
            public void read(ByteBuffer into, long position) throws IOException {
                file.read(into, position);
            }

            @Override
            public void sync() throws IOException {
                try {
                    mayGoOn.await();
                } catch (InterruptedException stopped) {
                    throw new IOException(stopped);
                }
                file.sync();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        }
    }
}
