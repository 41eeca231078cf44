package org.postern.server.blobs;

/// What a [Scan] saw.
///
/// @param files segments and large blobs in use
/// @param records whole records that rows name
/// @param octets of these
/// @param damaged rows whose octets are not as they were written
/// @param missing rows whose octets are nowhere
/// @param orphans records that no row names and that are not overwritten yet: deleted mail before its
///     time to be wiped, or mail of which nobody was told
/// @param damagedHeaders segments whose first block is damaged
/// @param unreadable files of which the disk could not read some part
public record ScanReport(
        long files,
        long records,
        long octets,
        long damaged,
        long missing,
        long orphans,
        long damagedHeaders,
        long unreadable) {
    /// Whether every row has its octets and every segment its header.
    public boolean isSound() {
        return damaged == 0 && missing == 0 && damagedHeaders == 0 && unreadable == 0;
    }
}
