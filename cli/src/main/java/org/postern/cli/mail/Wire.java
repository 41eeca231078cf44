package org.postern.cli.mail;

import java.util.Base64;
import java.util.Map;
import org.postern.unseal.Kdf;
import tools.jackson.databind.JsonNode;

/// How octets and derivation parameters travel (docs/format/account.md).
final class Wire {
    private Wire() {}

    static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    /// @throws ClientStopped when the member is missing or not base64
    static byte[] octets(JsonNode json, String member) {
        try {
            return Base64.getDecoder().decode(json.required(member).asString());
        } catch (RuntimeException malformed) {
            throw new ClientStopped("the server left out or garbled '" + member + "'", malformed);
        }
    }

    /// @throws ClientStopped when the server asks for too little or too much work
    static Kdf kdf(JsonNode json) {
        return Kdf.of(
                        json.path("name").asString(""),
                        octets(json, "salt"),
                        json.path("memoryKiB").asInt(0),
                        json.path("iterations").asInt(0),
                        json.path("parallelism").asInt(0))
                .orElseThrow(() -> new ClientStopped(
                        "the server asks for a password derivation that is too weak or too costly; do not trust it"));
    }

    static Object kdf(Kdf kdf) {
        return Map.of(
                "name", "argon2id",
                "salt", base64(kdf.salt()),
                "memoryKiB", kdf.memoryKiB(),
                "iterations", kdf.iterations(),
                "parallelism", kdf.parallelism());
    }
}
