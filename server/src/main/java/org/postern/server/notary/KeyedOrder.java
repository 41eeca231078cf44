package org.postern.server.notary;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postern.server.db.Database;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;

/// Gives each account an order of its own over names, by HMAC-SHA256 (RFC 2104) under a key that stays
/// here: the same order at each asking, and nobody outside can tell another account's.
public final class KeyedOrder {
    private static final String PURPOSE = "endpoint slices";
    private static final String HMAC = "HmacSHA256";
    private static final int KEY_OCTETS = 32;

    private final SecretKeySpec key;

    public KeyedOrder(Database database, Clock clock, SecureRandom random) {
        var pair = new OwnKeys(database, clock).of(PURPOSE, () -> make(random));
        this.key = new SecretKeySpec(pair.secret().toByteArray(), HMAC);
    }

    private static OwnKeys.Pair make(SecureRandom random) {
        var secret = new byte[KEY_OCTETS];
        random.nextBytes(secret);
        return new OwnKeys.Pair(Octets.of(secret), Octets.empty());
    }

    /// Where a name stands in the account's order.
    public long place(long account, String name) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(account).array());
            return ByteBuffer.wrap(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
