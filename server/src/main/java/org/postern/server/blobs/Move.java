package org.postern.server.blobs;

/// A row that shall name the copy of its blob from now on, if it still names the place that it named.
public record Move(Holder holder, BlobRef to) {}
