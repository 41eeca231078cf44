package org.postern.server.blobs;

/// Where sealed octets lie. Opaque to callers; stored in rows as it is.
///
/// @param place for the segment engine `segment:offset`, for a bucket the object's key
/// @param size octets of the blob
public record BlobRef(String place, long size) {}
