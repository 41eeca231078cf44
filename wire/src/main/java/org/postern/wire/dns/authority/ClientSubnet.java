package org.postern.wire.dns.authority;

import java.util.Optional;
import org.postern.wire.Octets;

/// The network that a resolver asks for (RFC 7871 §6).
///
/// @param family 1 for IPv4, 2 for IPv6, 0 for neither where no address is told
/// @param sourceBits how many bits of the address were told; 0 when the client wants none to be told
/// @param address whole, 4 or 16 octets, the bits that were not told are 0
public record ClientSubnet(int family, int sourceBits, Octets address) {
    private static final int FAMILY_4 = 1;
    private static final int FAMILY_6 = 2;
    private static final int HEAD = 4;

    /// RFC 7871 §7.2.1: what is not exactly as §6 says is an error of format.
    static Optional<ClientSubnet> read(byte[] from, int offset, int length) {
        if (length < HEAD) {
            return Optional.empty();
        }
        int family = Wire.u16(from, offset);
        int bits = from[offset + 2] & 0xff;
        int scope = from[offset + 3] & 0xff;
        int whole = family == FAMILY_4 ? 4 : family == FAMILY_6 ? 16 : 0;
        if (family > FAMILY_6 || bits > whole * 8 || scope != 0 || length != HEAD + told(bits)) {
            return Optional.empty();
        }
        var address = new byte[whole];
        System.arraycopy(from, offset + HEAD, address, 0, told(bits));
        boolean ragged = bits % 8 != 0 && (address[bits / 8] & (0xff >> bits % 8)) != 0;
        return ragged ? Optional.empty() : Optional.of(new ClientSubnet(family, bits, Octets.of(address)));
    }

    /// Octets of the option's value in an answer.
    int size() {
        return HEAD + told(sourceBits);
    }

    /// RFC 7871 §7.2.1: family, source and address as they came, and how far the answer holds.
    ///
    /// @param scopeBits 0 for an answer that is the same for all
    void write(byte[] into, int offset, int scopeBits) {
        Wire.put16(into, offset, family);
        into[offset + 2] = (byte) sourceBits;
        into[offset + 3] = (byte) scopeBits;
        System.arraycopy(address.toByteArray(), 0, into, offset + HEAD, told(sourceBits));
    }

    private static int told(int bits) {
        return (bits + 7) / 8;
    }
}
