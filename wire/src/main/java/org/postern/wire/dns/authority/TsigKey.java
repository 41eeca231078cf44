package org.postern.wire.dns.authority;

import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.postern.wire.Octets;

/// A secret shared with another name server or a secondary (RFC 8945 §6).
///
/// @param algorithm as messages name it
public record TsigKey(DnsName name, DnsName algorithm, Octets secret) {
    /// RFC 8945 §6: those that are not to be used any more are not known.
    private static final Map<String, String> MACS = Map.of(
            "hmac-sha256", "HmacSHA256",
            "hmac-sha384", "HmacSHA384",
            "hmac-sha512", "HmacSHA512");

    private static final int LEAST_SECRET = 16;

    /// @param text `hmac-sha256:NAME:BASE64`, as Knot's and BIND's tools take keys
    /// @throws IllegalArgumentException in words for the operator; they never have the secret
    public static TsigKey parse(String text) {
        var parts = text.strip().split(":", 3);
        if (parts.length != 3 || !MACS.containsKey(parts[0].toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("a key is hmac-sha256:NAME:BASE64; also hmac-sha384 and hmac-sha512");
        }
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(parts[2]);
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("the secret of key " + parts[1] + " is not base64", notBase64);
        }
        if (secret.length < LEAST_SECRET) {
            throw new IllegalArgumentException("the secret of key " + parts[1] + " is shorter than 16 octets");
        }
        return new TsigKey(DnsName.parse(parts[1]), DnsName.parse(parts[0]), Octets.of(secret));
    }

    /// As the runtime calls the MAC.
    String macName() {
        var text = algorithm.toString();
        return MACS.getOrDefault(text.substring(0, text.length() - 1), "HmacSHA256");
    }

    @Override
    public String toString() {
        return "TsigKey[" + name + "]"; // never the secret
    }
}
