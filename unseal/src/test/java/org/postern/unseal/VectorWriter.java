package org.postern.unseal;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.postern.seal.RandomSource;
import org.postern.seal.Sealer;
import org.postern.seal.X25519;
import org.postern.wire.Octets;
import org.postern.wire.srp.Srp;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes the vectors of this side (`vectors/README.md`). The same program writes the same octets.
final class VectorWriter {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;

    private VectorWriter(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        var writer = new VectorWriter(Path.of(arguments[0]));
        writer.stored("empty", "an empty body", 0, 11);
        writer.stored("tiny", "a body of a few words", 48, 12);
        writer.stored("below-chunk", "a body of 64 KiB less one octet", 65_535, 13);
        writer.stored("chunk", "a body of exactly 64 KiB", 65_536, 14);
        writer.stored("above-chunk", "a body of 64 KiB and one octet", 65_537, 15);
        // literal header 12 and padding header 6: the plaintext is one chunk and not an octet more
        writer.stored("one-chunk", "a plaintext of exactly one chunk", 65_518, 16);
        writer.stored("large", "a body of four chunks", 200_000, 17);
        writer.account("ada", "ada@example.org", "correct horse battery staple", 21);
        // the accent as two code points: NFC makes one of them
        writer.account("unicode", "bob+x@xn--bcher-kva.example", "pas\u0301swo\u0308rt \uD83D\uDD11", 22);
    }

    private void stored(String name, String about, int size, long seed) throws IOException {
        var keys = TestKeys.of("ada@example.org", seed);
        byte[] original = size == 48
                ? "Subject: hi\r\n\r\nA few words, and no more of it.\r\n".getBytes(StandardCharsets.US_ASCII)
                : TestKeys.pattern(size);
        String summary = """
            {"v":1,"from":[{"name":"Ada","email":"ada@example.org"}],"subject":"Grüße, 世界",\
            "date":"2026-11-23T20:00:00Z","preview":"first words","size":%d,"protection":"none"}""".formatted(original.length);
        var sealed = new Sealer(TestKeys.randomness(seed), X25519.bouncyCastle())
                .seal(keys.v6(), Octets.utf8(summary), Octets.of(original));

        var json = JSON.createObjectNode();
        json.put("about", about);
        json.put("secretKey", base64(keys.unredactedV6()));
        json.put("certificate", base64(keys.v6().encoded()));
        json.put("key", base64(sealed.key().toByteArray()));
        json.put("summary", base64(sealed.summary().toByteArray()));
        json.put("body", base64(sealed.body().toByteArray()));
        json.put("summaryText", summary);
        json.put("original", base64(original));
        write("stored", name, json);
    }

    private void account(String name, String addressText, String password, long seed) throws IOException {
        var random = TestKeys.randomness(seed);
        var address = TestKeys.address(addressText);
        var kdf = Kdf.fresh(random);
        var stretch = PasswordStretch.of(password, kdf);
        var accountKey = AccountKey.random(random);
        var phrase = RecoveryPhrase.random(random);
        byte[] salt = octets(random, 16);
        byte[] challenge = octets(random, 32);

        var json = JSON.createObjectNode();
        json.put("about", "every value of an account, from its password to its recovery");
        json.put("address", address.toString());
        json.put("password", password);
        json.putObject("kdf")
                .put("name", "argon2id")
                .put("salt", base64(kdf.salt()))
                .put("memoryKiB", kdf.memoryKiB())
                .put("iterations", kdf.iterations())
                .put("parallelism", kdf.parallelism());
        login(json, address.toString(), stretch.loginSecret(), salt, random);
        json.put("accountKey", base64(accountKey.unredacted()));
        json.put(
                "wrappedByPassword",
                base64(Box.seal(
                        stretch.passwordKey(), BoxLabel.ACCOUNT_KEY_BY_PASSWORD, accountKey.unredacted(), random)));
        json.put("phrase", phrase.unredactedText());
        json.put(
                "wrappedByPhrase",
                base64(Box.seal(phrase.phraseKey(), BoxLabel.ACCOUNT_KEY_BY_PHRASE, accountKey.unredacted(), random)));
        json.put("phrasePublicKey", base64(phrase.signature().publicKey()));
        json.put("challenge", base64(challenge));
        json.put("signature", base64(phrase.signature().sign(address, challenge)));
        write("account", name, json);
    }

    private static void login(ObjectNode json, String identity, byte[] secret, byte[] salt, RandomSource random) {
        var srp = Srp.ACCOUNTS;
        var a = new BigInteger(1, octets(random, 64));
        var b = new BigInteger(1, octets(random, 64));
        var x = srp.x(salt, identity, secret);
        var verifier = srp.verifier(x);
        var publicA = srp.publicA(a);
        var publicB = srp.publicB(b, verifier);
        var u = srp.u(publicA, publicB);
        byte[] key = srp.sessionKey(srp.clientSecret(a, publicB, x, u));
        byte[] m1 = srp.clientProof(identity, salt, publicA, publicB, key);
        json.put("srpSalt", base64(salt));
        json.put("a", number(a));
        json.put("b", number(b));
        json.put("A", number(publicA));
        json.put("B", number(publicB));
        json.put("x", number(x));
        json.put("verifier", number(verifier));
        json.put("u", number(u));
        json.put("K", base64(key));
        json.put("M1", base64(m1));
        json.put("M2", base64(srp.serverProof(publicA, m1, key)));
    }

    private void write(String kind, String name, ObjectNode json) throws IOException {
        var file = folder.resolve(kind).resolve("java-" + name + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }

    private static byte[] octets(RandomSource random, int size) {
        var octets = new byte[size];
        random.fill(octets);
        return octets;
    }

    private static String number(BigInteger number) {
        return base64(Srp.ACCOUNTS.group().pad(number));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
