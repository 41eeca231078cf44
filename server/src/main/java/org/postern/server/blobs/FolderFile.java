package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A file of the operating system. Readers and the writer have a channel each, because a channel closes
/// when a thread that reads from it is interrupted: that must not touch the writer, and other readers get
/// a new one.
final class FolderFile implements SegmentFile {
    private final Path path;
    private volatile FileChannel reading;
    private volatile @Nullable FileChannel writing;
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
        var channel = writer();
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

    @Override
    public void sync() throws IOException {
        writer().force(false);
    }

    private FileChannel writer() throws IOException {
        var known = writing;
        return known == null ? openWriter() : known;
    }

    private synchronized FileChannel openWriter() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        var opened = FileChannel.open(path, StandardOpenOption.WRITE);
        writing = opened;
        return opened;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        reading.close();
        var open = writing;
        if (open != null) {
            open.close();
        }
    }
}
