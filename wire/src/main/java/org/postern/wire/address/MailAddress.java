package org.postern.wire.address;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// A mailbox address, local part and domain. The local part is kept as written, unquoted; equality
/// is that of the record, so compare [#canonical] values where case must not matter.
///
/// @param local 64 octets of UTF-8 at most, not empty (RFC 5321 §4.5.3.1.1, RFC 6531 §3.3)
public record MailAddress(String local, Domain domain) {
    private static final int LONGEST_LOCAL = 64;

    public MailAddress {
        if (local.isEmpty() || tooLong(local)) {
            throw new IllegalArgumentException("local part is empty or too long");
        }
    }

    /// Reads `local@domain`, with a dot-string or quoted-string local part (RFC 5321 §4.1.2), UTF-8
    /// allowed (RFC 6531). No display name, no angle brackets, no address literal.
    public static Optional<MailAddress> parse(String text) {
        return AddressGrammar.parse(text);
    }

    /// The form under which accounts are kept: lower case, without a `+tag`.
    public MailAddress canonical() {
        int plus = local.indexOf('+');
        var base = plus > 0 ? local.substring(0, plus) : local;
        var lower = base.toLowerCase(Locale.ROOT);
        // A few capitals outside ASCII grow when they are lowered (U+0130).
        return new MailAddress(tooLong(lower) ? base : lower, domain);
    }

    /// As written on the wire: the local part quoted where the grammar needs it.
    @Override
    public String toString() {
        return AddressGrammar.format(local) + "@" + domain;
    }

    private static boolean tooLong(String local) {
        return local.getBytes(StandardCharsets.UTF_8).length > LONGEST_LOCAL;
    }
}
