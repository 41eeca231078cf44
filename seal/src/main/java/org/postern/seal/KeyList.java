package org.postern.seal;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The statement that binds an address to both its certificates (docs/format/account.md, Key list),
/// verified.
///
/// @param v6 upper-case hexadecimal fingerprint
/// @param v4 upper-case hexadecimal fingerprint
/// @param made when the owner's client made it, by its clock
public record KeyList(MailAddress address, String v6, String v4, Instant made) {
    private static final int MAX_BYTES = 4096;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// Reads a key list; empty unless it is signed by the version 6 primary key, names exactly these two
    /// certificates, and all three are of one address.
    public static Optional<KeyList> verify(byte[] data, byte[] signature, Certificate v6, Certificate v4) {
        if (data.length > MAX_BYTES
                || v6.version() != 6
                || v4.version() != 4
                || !DetachedSignature.verify(v6, Octets.of(data), signature)) {
            return Optional.empty();
        }
        return parse(data)
                .filter(list -> list.v6.equals(v6.fingerprintText()) && list.v4.equals(v4.fingerprintText()))
                .filter(list -> list.address.equals(v6.address()) && list.address.equals(v4.address()));
    }

    private static Optional<KeyList> parse(byte[] data) {
        try {
            var json = JSON.readTree(data);
            var address = MailAddress.parse(text(json, "address"));
            if (json.path("v").asInt(0) != 1 || address.isEmpty()) {
                return Optional.empty();
            }
            var made = Instant.parse(text(json, "made"));
            return Optional.of(new KeyList(address.get(), text(json, "v6"), text(json, "v4"), made));
        } catch (JacksonException | DateTimeParseException malformed) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).asString("");
    }
}
