package org.postern.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 (RFC 6234 §4.1), which every JDK has: nobody need say what happens where it is missing.
public final class Sha256 {
    private Sha256() {}

    /// Of nothing yet.
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /// 32 octets.
    public static byte[] of(byte[] octets) {
        return begin().digest(octets);
    }

    /// Of its UTF-8.
    public static byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }
}
