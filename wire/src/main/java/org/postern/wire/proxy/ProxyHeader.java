package org.postern.wire.proxy;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.postern.wire.Octets;

/// What a load balancer says of a connection before the first octet of it. Only version 2: version 1 is
/// text that looks too much like what a stranger may send.
public sealed interface ProxyHeader {
    /// Octets before the length of the rest is known.
    int FIXED = 16;

    /// More than any balancer writes behind the addresses (a unique id of 128 octets, an authority of 255, a
    /// client certificate's names).
    int MOST_OCTETS = 4096;

    /// The balancer carries somebody's connection.
    ///
    /// @param address 4 or 16 octets
    record Client(Octets address, int port) implements ProxyHeader {}

    /// The balancer speaks for itself (`LOCAL`, a health check), or does not say for whom (`UNSPEC`).
    record Itself() implements ProxyHeader {}

    /// It is not such a header.
    record Broken(String why) implements ProxyHeader {}

    /// How long the whole header is.
    ///
    /// @param fixed its first [#FIXED] octets
    /// @return -1 when this is none, or is too long
    static int length(byte[] fixed) {
        if (!Signature.begins(fixed) || (fixed[12] & 0xf0) != 0x20) {
            return -1;
        }
        int length = FIXED + ((fixed[14] & 0xff) << 8 | (fixed[15] & 0xff));
        return length > MOST_OCTETS ? -1 : length;
    }

    /// @param header as long as [#length] said
    static ProxyHeader parse(byte[] header) {
        if (header.length < FIXED || length(header) != header.length) {
            return new Broken("no header of version 2");
        }
        int command = header[12] & 0x0f;
        if (command > 1) {
            return new Broken("unknown command");
        }
        int family = header[13] >> 4 & 0x0f;
        int transport = header[13] & 0x0f;
        boolean said = command == 1 && family != 0;
        if (said && (transport != 1 || family > 2)) {
            return new Broken("not TCP over IP");
        }
        int address = family == 1 ? 4 : family == 2 ? 16 : 0;
        int behind = FIXED + 2 * address + (address == 0 ? 0 : 4);
        if (said && behind > header.length) {
            return new Broken("addresses are cut off");
        }
        if (said && !Extensions.areWhole(header, behind)) {
            return new Broken("what is behind the addresses is broken");
        }
        if (!said) {
            return new Itself();
        }
        int port = FIXED + 2 * address;
        return new Client(
                Octets.of(Arrays.copyOfRange(header, FIXED, FIXED + address)),
                (header[port] & 0xff) << 8 | (header[port + 1] & 0xff));
    }

    /// The twelve octets that no protocol begins with.
    final class Signature {
        private static final byte[] OCTETS = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

        private Signature() {}

        static boolean begins(byte[] octets) {
            return octets.length >= FIXED && Arrays.equals(octets, 0, OCTETS.length, OCTETS, 0, OCTETS.length);
        }
    }

    /// Type, length, value, behind the addresses. None is used but the checksum, which must be right when it
    /// is there.
    final class Extensions {
        private static final int CHECKSUM = 0x03;

        private Extensions() {}

        static boolean areWhole(byte[] header, int from) {
            int at = from;
            while (at < header.length) {
                if (at + 3 > header.length) {
                    return false;
                }
                int length = (header[at + 1] & 0xff) << 8 | (header[at + 2] & 0xff);
                if (at + 3 + length > header.length) {
                    return false;
                }
                if (header[at] == CHECKSUM && (length != 4 || !isRight(header, at + 3))) {
                    return false;
                }
                at += 3 + length;
            }
            return true;
        }

        /// Over the whole header with the checksum's own octets at zero.
        private static boolean isRight(byte[] header, int at) {
            var zeroed = header.clone();
            Arrays.fill(zeroed, at, at + 4, (byte) 0);
            var sum = new CRC32C();
            sum.update(zeroed, 0, zeroed.length);
            long told = 0;
            for (int i = 0; i < 4; i++) {
                told = told << 8 | (header[at + i] & 0xff);
            }
            return sum.getValue() == told;
        }
    }
}
