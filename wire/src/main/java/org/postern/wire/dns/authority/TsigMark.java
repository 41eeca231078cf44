package org.postern.wire.dns.authority;

import org.postern.wire.Octets;

/// The TSIG record of a message (RFC 8945 §4.2), read and not verified.
///
/// @param offset where the record begins: what is before it was signed
/// @param madeAt seconds since 1970
public record TsigMark(
        int offset, DnsName key, DnsName algorithm, long madeAt, int fudge, Octets mac, int originalId, int error) {
    private static final int FIXED = 16;
    private static final int LONGEST_MAC = 64;

    /// @param keyAt where the record's owner begins
    /// @return null when it is not one
    static @org.jspecify.annotations.Nullable TsigMark read(byte[] from, int keyAt, DnsName key, int at, int end) {
        var algorithm = QueryReader.name(from, at, end);
        if (algorithm == null || at + algorithm.wire().length + FIXED > end) {
            return null;
        }
        int next = at + algorithm.wire().length;
        long madeAt = (long) Wire.u16(from, next) << 32 | Wire.u32(from, next + 2);
        int fudge = Wire.u16(from, next + 6);
        int macSize = Wire.u16(from, next + 8);
        int tail = next + 10 + macSize;
        if (macSize > LONGEST_MAC || tail + 6 > end || tail + 6 + Wire.u16(from, tail + 4) != end) {
            return null;
        }
        var mac = new byte[macSize];
        System.arraycopy(from, next + 10, mac, 0, macSize);
        return new TsigMark(
                keyAt, key, algorithm, madeAt, fudge, Octets.of(mac), Wire.u16(from, tail), Wire.u16(from, tail + 2));
    }
}
