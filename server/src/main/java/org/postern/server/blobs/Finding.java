package org.postern.server.blobs;

/// Something wrong that a [Scan] found.
public sealed interface Finding {
    /// The octets that this row names are there but not as they were written.
    record Damaged(Holder holder) implements Finding {}

    /// No file holds what this row names.
    record Missing(Holder holder) implements Finding {}

    /// The first block of a segment is damaged; what lies behind it is looked at all the same.
    record DamagedHeader(String file) implements Finding {}

    /// The disk could not read some of this file.
    record Unreadable(String file) implements Finding {}
}
