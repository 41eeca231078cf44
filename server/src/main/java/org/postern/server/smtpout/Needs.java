package org.postern.server.smtpout;

import java.util.List;
import java.util.Optional;
import org.postern.wire.Octets;

/// What a message asks of a peer beyond RFC 5321.
///
/// @param eightBit some octet is above 127
/// @param utf8 an address or a header field is not ASCII (RFC 6531 §3.2)
record Needs(long sizeBytes, boolean eightBit, boolean utf8) {
    static Needs of(Octets message, Errand errand, List<Errand.Recipient> to) {
        boolean address = errand.from().map(from -> !isAscii(from.local())).orElse(false)
                || to.stream()
                        .anyMatch(recipient -> !isAscii(recipient.address().local()));
        boolean header = false;
        boolean eightBit = false;
        var place = new Place();
        for (var chunk : message.chunks()) {
            for (byte octet : chunk) {
                eightBit |= octet < 0;
                header |= octet < 0 && place.inHeader;
                place.step(octet);
            }
        }
        return new Needs(message.size(), eightBit, address || header);
    }

    /// Why the peer cannot have it. A signed message is not rewritten to fit: the signature would break.
    Optional<Attempt> unfit(Extensions extensions) {
        var largest = extensions.largestMessage();
        if (largest.isPresent() && sizeBytes > largest.getAsLong()) {
            return Optional.of(
                    Attempt.refused(552, "5.3.4", "The message is larger than the recipient's server takes"));
        }
        if (utf8 && !extensions.has("SMTPUTF8")) {
            return Optional.of(
                    Attempt.refused(553, "5.6.7", "The recipient's server takes no addresses outside ASCII"));
        }
        if (eightBit && !extensions.has("8BITMIME")) {
            return Optional.of(Attempt.refused(554, "5.6.3", "The recipient's server takes no 8-bit content"));
        }
        return Optional.empty();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /// Follows a message to the end of its header, the first CRLFCRLF.
    private static final class Place {
        private boolean inHeader = true;
        private int lineLength;

        void step(byte octet) {
            if (octet == '\n') {
                inHeader &= lineLength > 0;
                lineLength = 0;
            } else if (octet != '\r') {
                lineLength++;
            }
        }
    }
}
