package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.postern.wire.Octets;

/// A copy of an entry of the log in a file of its own, `aside-` and its number: what was to be told of the bodies,
/// then each body, all as records. Nobody but a person reads such a file, and nobody removes it.
final class SetAside {
    private SetAside() {}

    /// Durable when it returns.
    static void copy(ArrivalLog.Entry entry, Shelf shelf, Disk disk) throws IOException {
        var name = "aside-" + entry.number();
        if (disk.names().contains(name)) {
            return;
        }
        try (var file = disk.create(name)) {
            long at = put(file, 0, RecordHeader.Kind.NOTE, entry.number(), entry.note());
            for (var body : entry.bodies()) {
                at = put(file, at, RecordHeader.Kind.BODY, entry.number(), shelf.read(body));
            }
            file.sync();
        } catch (IOException broken) {
            disk.remove(name);
            throw broken;
        }
    }

    private static long put(SegmentFile file, long position, RecordHeader.Kind kind, long number, Octets content)
            throws IOException {
        var header = new RecordHeader(kind, 0, number, content.size(), LogWriter.sum(content));
        file.write(header.octets(), position);
        long at = position + RecordHeader.SIZE;
        for (byte[] chunk : content.chunks()) {
            file.write(ByteBuffer.wrap(chunk), at);
            at += chunk.length;
        }
        return at;
    }
}
