package org.postern.server.blobs;

/// One row that names a blob.
///
/// @param kind what the row is: `email` or `queue job`
/// @param account whose; 0 for the server's own
/// @param id of the row
public record Holder(String kind, long account, long id, BlobRef ref) {}
