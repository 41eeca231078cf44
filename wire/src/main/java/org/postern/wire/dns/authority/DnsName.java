package org.postern.wire.dns.authority;

import java.util.Arrays;
import java.util.Locale;

/// A name in the wire form, uncompressed and in lower case (RFC 4034 §6.2), 255 octets at most.
/// Ordered as RFC 4034 §6.1 orders names.
public final class DnsName implements Comparable<DnsName> {
    /// RFC 1035 §2.3.4
    static final int LONGEST = 255;

    private static final int LONGEST_LABEL = 63;

    private final byte[] wire;
    private final int hash;

    private DnsName(byte[] lowered) {
        wire = lowered;
        hash = Arrays.hashCode(lowered);
    }

    /// @param from holds whole labels and the root from `offset`, `length` octets of them
    static DnsName ofWire(byte[] from, int offset, int length) {
        var lowered = new byte[length];
        for (int i = 0; i < length; i++) {
            byte octet = from[offset + i];
            lowered[i] = octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet; // never a length: those end at 63
        }
        return new DnsName(lowered);
    }

    /// A full name as a person writes it, with or without the final dot; no escapes.
    ///
    /// @throws IllegalArgumentException when it is none
    public static DnsName parse(String text) {
        var trimmed = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (trimmed.isEmpty()) {
            return new DnsName(new byte[1]);
        }
        var wire = new byte[trimmed.length() + 2];
        int at = 0;
        for (var label : trimmed.toLowerCase(Locale.ROOT).split("\\.", -1)) {
            if (label.isEmpty() || label.length() > LONGEST_LABEL || !label.matches("[a-z0-9_-]+")) {
                throw new IllegalArgumentException("'" + text + "' is not a name of the DNS");
            }
            wire[at++] = (byte) label.length();
            for (int i = 0; i < label.length(); i++) {
                wire[at++] = (byte) label.charAt(i);
            }
        }
        if (wire.length > LONGEST) {
            throw new IllegalArgumentException("'" + text + "' is longer than a name can be");
        }
        return new DnsName(wire);
    }

    /// `@` is the origin, one label a name below it, anything with a dot a full name.
    ///
    /// @throws IllegalArgumentException when it is none
    public static DnsName within(String text, DnsName origin) {
        if (text.equals("@")) {
            return origin;
        }
        return parse(text.contains(".") ? text : text + "." + origin);
    }

    /// The octets; never written to.
    byte[] wire() {
        return wire;
    }

    /// Labels without the root's (RFC 4034 §3.1.3).
    public int labels() {
        int count = 0;
        for (int at = 0; wire[at] != 0; at += wire[at] + 1) {
            count++;
        }
        return count;
    }

    /// The name without its first label.
    ///
    /// @throws IllegalStateException for the root
    public DnsName parent() {
        if (wire.length == 1) {
            throw new IllegalStateException("the root has no parent");
        }
        return new DnsName(Arrays.copyOfRange(wire, wire[0] + 1, wire.length));
    }

    public boolean isAtOrUnder(DnsName other) {
        int at = wire.length - other.wire.length;
        return at >= 0 && isLabelStart(at) && Arrays.equals(wire, at, wire.length, other.wire, 0, other.wire.length);
    }

    private boolean isLabelStart(int wanted) {
        int at = 0;
        while (at < wanted) {
            at += wire[at] + 1;
        }
        return at == wanted;
    }

    /// Where each label begins, the first first, the root's left out.
    int[] starts() {
        var starts = new int[labels()];
        for (int i = 0, at = 0; i < starts.length; i++) {
            starts[i] = at;
            at += wire[at] + 1;
        }
        return starts;
    }

    @Override
    public int compareTo(DnsName other) {
        var ours = starts();
        var theirs = other.starts();
        for (int i = 1; i <= Math.min(ours.length, theirs.length); i++) {
            int a = ours[ours.length - i];
            int b = theirs[theirs.length - i];
            int order = Arrays.compareUnsigned(wire, a + 1, a + 1 + wire[a], other.wire, b + 1, b + 1 + other.wire[b]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(ours.length, theirs.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DnsName name && Arrays.equals(wire, name.wire);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /// As hosts are called outside of zone files, without the final dot.
    public String host() {
        var text = toString();
        return text.substring(0, text.length() - 1);
    }

    /// As zone files write it, with the final dot (RFC 1035 §5.1).
    @Override
    public String toString() {
        if (wire.length == 1) {
            return ".";
        }
        var text = new StringBuilder();
        for (int start : starts()) {
            for (int i = start + 1; i <= start + wire[start]; i++) {
                int octet = wire[i] & 0xff;
                boolean plain = octet > ' ' && octet < 127 && ".\\\"();@$".indexOf(octet) < 0;
                text.append(plain ? String.valueOf((char) octet) : "\\%03d".formatted(octet));
            }
            text.append('.');
        }
        return text.toString();
    }
}
