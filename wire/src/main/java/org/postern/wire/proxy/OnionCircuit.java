package org.postern.wire.proxy;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.wire.Octets;

/// What tor says of a connection to an onion service before its first octet (`HiddenServiceExportCircuitID
/// haproxy`): a line in the form of version 1, whose source is the circuit that it came by.
///
/// @param address 16 octets of the network fc00:dead:beef:4d00::/56, the last four the circuit's number; it
///     is nobody's address, and who comes again may have another
public record OnionCircuit(Octets address) {
    /// Of the whole line, its end included.
    public static final int MOST_OCTETS = 107;

    private static final String PREFIX = "fc00deadbeef4dad" + "00000000";
    private static final Pattern LINE = Pattern.compile(
            "PROXY TCP6 fc00:dead:beef:4dad::([0-9a-f]{1,4}):([0-9a-f]{1,4}) ::1 [0-9]{1,5} [0-9]{1,5}\r\n");

    /// @param line from `PROXY` to the line's end
    /// @return empty when tor does not write such a line
    public static Optional<OnionCircuit> parse(String line) {
        var parts = LINE.matcher(line);
        return parts.matches()
                ? Optional.of(new OnionCircuit(
                        Octets.of(HexFormat.of().parseHex(PREFIX + padded(parts.group(1)) + padded(parts.group(2))))))
                : Optional.empty();
    }

    private static String padded(String digits) {
        return "0".repeat(4 - digits.length()) + digits;
    }
}
