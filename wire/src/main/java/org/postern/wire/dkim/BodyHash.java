package org.postern.wire.dkim;

import java.security.MessageDigest;
import java.util.OptionalLong;
import org.postern.wire.Octets;
import org.postern.wire.Sha256;

/// The SHA-256 of a body in canonical form (RFC 6376 §3.4.3, §3.4.4, §3.7), computed while it goes by.
public final class BodyHash {
    private static final byte[] LINE_END = {'\r', '\n'};

    private final MessageDigest digest = Sha256.begin();
    private final boolean relaxed;
    private long left;
    private long lineEnds;
    private boolean space;
    private boolean afterReturn;
    private boolean content;
    private final byte[] buffer = new byte[8192];
    private int buffered;

    private BodyHash(Canonicalization form, OptionalLong length) {
        relaxed = form == Canonicalization.RELAXED;
        left = length.orElse(Long.MAX_VALUE);
    }

    /// @param length the `l=` tag: how many canonical octets count; a signature of ours has none
    public static byte[] of(Octets body, Canonicalization form, OptionalLong length) {
        var hash = new BodyHash(form, length);
        for (var chunk : body.chunks()) {
            for (byte octet : chunk) {
                hash.step(octet);
            }
        }
        return hash.end();
    }

    private void step(byte octet) {
        if (afterReturn) {
            afterReturn = false;
            if (octet == '\n') {
                lineEnds++;
                space = false; // RFC 6376 §3.4.4: white space at the end of a line is ignored
                return;
            }
            write((byte) '\r');
        }
        if (octet == '\r') {
            afterReturn = true;
        } else if (relaxed && (octet == ' ' || octet == '\t')) {
            space = true;
        } else {
            write(octet);
        }
    }

    /// Empty lines are held back until something follows them: those at the end do not count.
    private void write(byte octet) {
        for (; lineEnds > 0; lineEnds--) {
            put(LINE_END[0]);
            put(LINE_END[1]);
        }
        if (space) {
            put((byte) ' ');
            space = false;
        }
        put(octet);
        content = true;
    }

    private byte[] end() {
        if (afterReturn) {
            write((byte) '\r');
        }
        if (content || !relaxed) {
            put(LINE_END[0]);
            put(LINE_END[1]);
        }
        digest.update(buffer, 0, buffered);
        return digest.digest();
    }

    private void put(byte octet) {
        if (left == 0) {
            return;
        }
        left--;
        buffer[buffered++] = octet;
        if (buffered == buffer.length) {
            digest.update(buffer, 0, buffered);
            buffered = 0;
        }
    }
}
