package org.postern.server.blobs;

import java.util.function.Consumer;

/// The blobs that a room's rows name. What no room names may be overwritten, so every room that keeps
/// refs is asked.
public interface Named {
    /// Every one, at start-up.
    void each(Consumer<BlobRef> use);

    /// Whether any row names a place that begins so. The last question before a segment is wiped.
    boolean anyBeginningWith(String place);
}
