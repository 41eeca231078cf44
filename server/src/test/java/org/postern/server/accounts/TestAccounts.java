package org.postern.server.accounts;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.postern.wire.address.MailAddress;

/// Accounts without keys, for tests of other rooms.
public final class TestAccounts {
    private TestAccounts() {}

    public static AccountId add(AccountRegister register, String address) {
        return register.add(MailAddress.parse(address).orElseThrow(), 10_000_000, (tables, id) -> {})
                .orElseThrow()
                .id();
    }

    /// What an authenticator shows for a secret in base32.
    public static String code(String base32, Instant now) {
        var octets = ByteBuffer.allocate(20);
        long bits = 0;
        for (int i = 0; i < base32.length(); i++) {
            bits = (bits << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(base32.charAt(i));
            if (i % 8 == 7) {
                for (int shift = 32; shift >= 0; shift -= 8) {
                    octets.put((byte) (bits >> shift));
                }
                bits = 0;
            }
        }
        return Totp.code(octets.array(), now.getEpochSecond() / 30, 6);
    }
}
