package org.postern.wire.address;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/// A domain name in lower case and A-label form (RFC 5890 §2.3.2.1), without a final dot; at least
/// one label, each of letters, digits and inner hyphens, 253 octets at most (RFC 1035 §2.3.4).
///
/// @param name for instance `example.org` or `xn--bcher-kva.example`
public record Domain(String name) {
    public Domain {
        if (!wellFormed(name)) {
            throw new IllegalArgumentException("not a domain name in A-label form");
        }
    }

    /// Reads what a person or a peer wrote: any case, U-labels or A-labels, a final dot allowed.
    public static Optional<Domain> parse(String text) {
        var trimmed = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        try {
            var ascii = IDN.toASCII(trimmed, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            return wellFormed(ascii) ? Optional.of(new Domain(ascii)) : Optional.empty();
        } catch (IllegalArgumentException notIdna) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private static boolean wellFormed(String name) {
        if (name.isEmpty() || name.length() > 253) {
            return false;
        }
        for (var label : name.split("\\.", -1)) {
            if (!wellFormedLabel(label)) {
                return false;
            }
        }
        return true;
    }

    private static boolean wellFormedLabel(String label) {
        if (label.isEmpty() || label.length() > 63 || label.startsWith("-") || label.endsWith("-")) {
            return false;
        }
        return label.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
    }
}
