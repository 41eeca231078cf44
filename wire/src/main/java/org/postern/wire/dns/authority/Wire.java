package org.postern.wire.dns.authority;

/// Numbers in network order.
final class Wire {
    private Wire() {}

    static int u16(byte[] from, int at) {
        return (from[at] & 0xff) << 8 | (from[at + 1] & 0xff);
    }

    static long u32(byte[] from, int at) {
        return (long) u16(from, at) << 16 | u16(from, at + 2);
    }

    static void put16(byte[] into, int at, int value) {
        into[at] = (byte) (value >> 8);
        into[at + 1] = (byte) value;
    }

    static void put32(byte[] into, int at, long value) {
        put16(into, at, (int) (value >> 16) & 0xffff);
        put16(into, at + 2, (int) value & 0xffff);
    }
}
