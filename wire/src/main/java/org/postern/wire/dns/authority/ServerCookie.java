package org.postern.wire.dns.authority;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.postern.wire.Octets;

/// Cookies by which an asker shows that its address is its own (RFC 7873), in the form of RFC 9018 §4.
public final class ServerCookie {
    private static final int CLIENT = 8;
    private static final int HEAD = 8;
    private static final int WHOLE = CLIENT + HEAD + 8;
    private static final long OLDEST_SECONDS = 3600;
    private static final long NEWEST_SECONDS = 300;

    private ServerCookie() {}

    /// The cookie to give back.
    ///
    /// @param told the client's part, perhaps with ours behind it
    /// @param asker octets of its address
    /// @param secret 16 octets
    /// @param now seconds since 1970
    public static Octets make(Octets told, byte[] asker, Octets secret, long now) {
        var cookie = Arrays.copyOf(told.toByteArray(), WHOLE);
        Arrays.fill(cookie, CLIENT, WHOLE, (byte) 0);
        cookie[CLIENT] = 1;
        Wire.put32(cookie, CLIENT + 4, now);
        seal(cookie, asker, secret);
        return Octets.of(cookie);
    }

    /// Whether we gave it, to this asker, not long ago (RFC 9018 §4.3).
    public static boolean isOurs(Octets told, byte[] asker, Octets secret, long now) {
        var cookie = told.toByteArray();
        if (cookie.length != WHOLE || cookie[CLIENT] != 1) {
            return false;
        }
        int age = (int) now - (int) Wire.u32(cookie, CLIENT + 4); // serial arithmetic, as RFC 9018 says
        if (age > OLDEST_SECONDS || age < -NEWEST_SECONDS) {
            return false;
        }
        var again = cookie.clone();
        seal(again, asker, secret);
        return java.security.MessageDigest.isEqual(cookie, again);
    }

    private static void seal(byte[] cookie, byte[] asker, Octets secret) {
        var input = Arrays.copyOf(cookie, CLIENT + HEAD + asker.length);
        System.arraycopy(asker, 0, input, CLIENT + HEAD, asker.length);
        ByteBuffer.wrap(cookie)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(CLIENT + HEAD, SipHash.of(secret.toByteArray(), input));
    }
}
