package org.postern.server.blobs;

import java.io.IOException;
import java.util.Set;

/// The files in which segments lie. The simulator of power cuts puts its own in place of the real one.
public interface Disk {
    Set<String> names() throws IOException;

    /// An empty file whose name survives a power cut once this returns.
    SegmentFile create(String name) throws IOException;

    SegmentFile open(String name) throws IOException;

    /// Gone for good once this returns.
    void remove(String name) throws IOException;

    /// Octets that new files may still take.
    default long freeBytes() throws IOException {
        return Long.MAX_VALUE;
    }
}
