package org.postern.server.accounts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA256 (RFC 2104) under a secret of this server, with a label for each use, so that what is
/// computed for one use is of no help in another.
final class KeyedHash {
    private final SecretKeySpec key;

    KeyedHash(byte[] secret) {
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /// 32 octets. Each part is preceded by its length.
    byte[] of(String label, String... parts) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            put(mac, label);
            for (var part : parts) {
                put(mac, part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /// As many octets as wanted: a counter as last part of each block.
    byte[] stretched(int length, String label, String part) {
        var out = ByteBuffer.allocate(length);
        for (int block = 0; out.hasRemaining(); block++) {
            out.put(of(label, part, Integer.toString(block)), 0, Math.min(32, out.remaining()));
        }
        return out.array();
    }

    private static void put(Mac mac, String part) {
        var octets = part.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(4).putInt(octets.length).array());
        mac.update(octets);
    }
}
