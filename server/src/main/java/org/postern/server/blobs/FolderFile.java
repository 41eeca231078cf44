package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// A file of the operating system. Readers and the writer have a channel each, because a channel closes
/// when a thread that reads from it is interrupted: that must not touch the writer, and other readers get
/// a new one. Whole blocks are written past the page cache (O_DIRECT) where the file system lets us: the octets of
/// a message are not copied once more, and what arrives does not push out what is read.
final class FolderFile implements SegmentFile {
    private static final Trace trace = Trace.of(FolderFile.class);

    private static final Optional<OpenOption> PAST_THE_CACHE = pastTheCache();

    private final Path path;
    private volatile FileChannel reading;
    private volatile @Nullable FileChannel writing;
    private volatile @Nullable FileChannel direct;
    private boolean closed;

    FolderFile(Path path) throws IOException {
        this.path = path;
        reading = FileChannel.open(path, StandardOpenOption.READ);
    }

    @Override
    public long size() throws IOException {
        return reading.size();
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
        if (isWholeBlocks(from, position)) {
            writeBlocks(from, position);
        } else {
            writeFully(writer(), from, position);
        }
    }

    /// Some file systems open such a channel and then refuse what is written to it. If it was the disk that did,
    /// the second write fails too, or the sync that follows.
    private void writeBlocks(ByteBuffer from, long position) throws IOException {
        int start = from.position();
        var channel = directWriter();
        try {
            writeFully(channel, from, position);
        } catch (IOException refused) {
            if (channel.equals(writing)) {
                throw refused;
            }
            var usual = writer();
            writeFully(usual, from.position(start), position);
            direct = usual;
            channel.close();
            trace.failure("blocks go through the page cache from now on", refused);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer from, long position) throws IOException {
        long at = position;
        while (from.hasRemaining()) {
            at += channel.write(from, at);
        }
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
        int start = into.position();
        while (true) {
            var channel = reading;
            try {
                readFully(channel, into, position);
                return;
            } catch (ClosedByInterruptException mine) {
                reopen();
                throw mine;
            } catch (ClosedChannelException anothers) {
                reopen();
                into.position(start);
            }
        }
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0) {
                return;
            }
            at += count;
        }
    }

    private synchronized void reopen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (!reading.isOpen()) {
            reading = FileChannel.open(path, StandardOpenOption.READ);
        }
    }

    /// A sync of either channel is one of the file.
    @Override
    public void sync() throws IOException {
        var known = writing != null ? writing : direct;
        (known != null ? known : writer()).force(false);
    }

    private static boolean isWholeBlocks(ByteBuffer from, long position) {
        return from.isDirect()
                && from.hasRemaining()
                && from.remaining() % BLOCK == 0
                && position % BLOCK == 0
                && from.alignmentOffset(from.position(), BLOCK) == 0;
    }

    private FileChannel writer() throws IOException {
        var known = writing;
        return known == null ? openWriter() : known;
    }

    private FileChannel directWriter() throws IOException {
        var known = direct;
        return known == null ? openDirectWriter() : known;
    }

    private synchronized FileChannel openWriter() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        var opened = FileChannel.open(path, StandardOpenOption.WRITE);
        writing = opened;
        return opened;
    }

    private synchronized FileChannel openDirectWriter() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        var opened = tryDirect();
        direct = opened;
        return opened;
    }

    /// The usual channel where the file system or the platform has no such thing, or has larger blocks.
    private FileChannel tryDirect() throws IOException {
        try {
            if (PAST_THE_CACHE.isPresent() && BLOCK % Files.getFileStore(path).getBlockSize() == 0) {
                return FileChannel.open(path, StandardOpenOption.WRITE, PAST_THE_CACHE.get());
            }
        } catch (IOException | UnsupportedOperationException refused) {
            trace.detail("blocks go through the page cache", Field.cause(refused));
        }
        return writer();
    }

    /// The JDK's name for O_DIRECT is no part of the standard library.
    private static Optional<OpenOption> pastTheCache() {
        try {
            return Arrays.stream(
                            Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
                    .filter(option -> String.valueOf(option).equals("DIRECT"))
                    .map(OpenOption.class::cast)
                    .findFirst();
        } catch (ClassNotFoundException without) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        reading.close();
        closeIfOpen(writing);
        closeIfOpen(direct);
    }

    private static void closeIfOpen(@Nullable FileChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
