package org.postern.wire.dns.authority;

import java.util.Optional;
import org.postern.wire.Octets;

/// What the OPT record of a question says (RFC 6891 §6.1).
///
/// @param payload the largest answer that the asker takes by UDP
/// @param wantsSignatures the DO bit (RFC 3225 §3)
/// @param cookie 8 octets of the client's, and what we gave it before when it has that (RFC 7873 §4)
public record Edns(
        int payload, int version, boolean wantsSignatures, Optional<ClientSubnet> subnet, Optional<Octets> cookie) {
    static final int FIXED_SIZE = 11;
    static final int OPTION_HEAD = 4;
    static final int CLIENT_SUBNET = 8;
    static final int COOKIE = 10;
    private static final int DO = 0x8000;
    private static final int CLIENT_COOKIE = 8;
    private static final int LEAST_WHOLE_COOKIE = 16;
    private static final int LONGEST_COOKIE = 40;

    /// @param at the record's class field
    /// @param dataAt where its options begin
    /// @param end where they end, within the message
    /// @return empty for options that are not well-formed
    static Optional<Edns> read(byte[] from, int at, int dataAt, int end) {
        Optional<ClientSubnet> subnet = Optional.empty();
        Optional<Octets> cookie = Optional.empty();
        int next = dataAt;
        while (next < end) {
            if (next + OPTION_HEAD > end) {
                return Optional.empty();
            }
            int code = Wire.u16(from, next);
            int length = Wire.u16(from, next + 2);
            int value = next + OPTION_HEAD;
            next = value + length;
            if (next > end) {
                return Optional.empty();
            }
            if (code == CLIENT_SUBNET) {
                subnet = ClientSubnet.read(from, value, length);
                if (subnet.isEmpty()) {
                    return Optional.empty();
                }
            } else if (code == COOKIE) {
                if (!isCookie(length)) {
                    return Optional.empty();
                }
                var octets = new byte[length];
                System.arraycopy(from, value, octets, 0, length);
                cookie = Optional.of(Octets.of(octets));
            }
        }
        int flags = Wire.u16(from, at + 4);
        return Optional.of(new Edns(Wire.u16(from, at), from[at + 3] & 0xff, (flags & DO) != 0, subnet, cookie));
    }

    /// RFC 7873 §5.2.2
    private static boolean isCookie(int length) {
        return length == CLIENT_COOKIE || (length >= LEAST_WHOLE_COOKIE && length <= LONGEST_COOKIE);
    }
}
