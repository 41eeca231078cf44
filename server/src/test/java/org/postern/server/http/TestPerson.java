package org.postern.server.http;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.postern.seal.RandomSource;
import org.postern.unseal.AccountKey;
import org.postern.unseal.Box;
import org.postern.unseal.BoxLabel;
import org.postern.unseal.Kdf;
import org.postern.unseal.PasswordStretch;
import org.postern.unseal.RecoveryPhrase;
import org.postern.unseal.SecretKeys;
import org.postern.unseal.SrpClient;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import tools.jackson.databind.JsonNode;

/// The client's half, by the code that real clients run.
final class TestPerson {
    private static final RandomSource RANDOM = RandomSource.system();

    final MailAddress address;
    final AccountKey accountKey = AccountKey.random(RANDOM);
    final RecoveryPhrase phrase = RecoveryPhrase.random(RANDOM);
    final SecretKeys keys;

    TestPerson(String address) {
        this.address = MailAddress.parse(address).orElseThrow();
        this.keys = SecretKeys.generate(this.address, Instant.parse("2026-01-01T00:00:00Z"), new SecureRandom());
    }

    /// The body of `/api/signup`.
    Map<String, Object> application(String password) {
        var list = keys.keyList(Instant.parse("2026-01-01T00:00:00Z"));
        var body = new TreeMap<String, Object>();
        body.put("address", address.toString());
        body.put("login", login(password));
        body.put("wrappedByPhrase", wrappedByPhrase());
        body.put("phrasePublicKey", base64(phrase.signature().publicKey()));
        body.put("lockedKeys", base64(keys.lock(accountKey, RANDOM)));
        body.put(
                "certificates",
                Map.of("v6", base64(keys.v6().encoded()), "v4", base64(keys.v4().encoded())));
        body.put("keyList", Map.of("data", base64(list.json()), "signature", base64(list.signature())));
        return body;
    }

    String wrappedByPhrase() {
        return base64(Box.seal(phrase.phraseKey(), BoxLabel.ACCOUNT_KEY_BY_PHRASE, accountKey.unredacted(), RANDOM));
    }

    Map<String, Object> login(String password) {
        var kdf = Kdf.fresh(RANDOM);
        var salt = new byte[16];
        RANDOM.fill(salt);
        try (var stretched = PasswordStretch.of(password, kdf)) {
            var wrapped = Box.seal(
                    stretched.passwordKey(), BoxLabel.ACCOUNT_KEY_BY_PASSWORD, accountKey.unredacted(), RANDOM);
            return Map.of(
                    "kdf",
                    Map.of(
                            "name", "argon2id",
                            "salt", base64(kdf.salt()),
                            "memoryKiB", kdf.memoryKiB(),
                            "iterations", kdf.iterations(),
                            "parallelism", kdf.parallelism()),
                    "srpSalt",
                    base64(salt),
                    "verifier",
                    base64(SrpClient.verifier(address, stretched.loginSecret(), salt)),
                    "wrappedByPassword",
                    base64(wrapped));
        }
    }

    /// The client's proof for a challenge of `/api/login/begin`.
    SrpClient.Proof proof(SrpClient client, JsonNode begun, String password) {
        var kdf = begun.get("kdf");
        var cost = Kdf.of(
                        kdf.get("name").asString(),
                        octets(kdf.get("salt")),
                        kdf.get("memoryKiB").asInt(),
                        kdf.get("iterations").asInt(),
                        kdf.get("parallelism").asInt())
                .orElseThrow();
        try (var stretched = PasswordStretch.of(password, cost)) {
            return client.prove(stretched.loginSecret(), octets(begun.get("srpSalt")), octets(begun.get("B")))
                    .orElseThrow();
        }
    }

    SrpClient begin() {
        return SrpClient.begin(address, RANDOM);
    }

    static byte[] octets(JsonNode base64) {
        return Base64.getDecoder().decode(base64.asString());
    }

    static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    private static String base64(Octets octets) {
        return base64(octets.toByteArray());
    }
}
