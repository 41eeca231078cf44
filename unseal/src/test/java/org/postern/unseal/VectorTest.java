package org.postern.unseal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.seal.RecoveryProof;
import org.postern.wire.Octets;
import org.postern.wire.srp.Srp;
import org.postern.wire.srp.SrpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Opens everything in `vectors/`, whoever wrote it.
class VectorTest {
    private static final Path VECTORS = Path.of("..", "vectors");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @BeforeAll
    static void write() throws IOException {
        if (Boolean.getBoolean("vectors.write")) {
            VectorWriter.main(new String[] {VECTORS.toString()});
        }
    }

    static List<Path> stored() throws IOException {
        return files("stored");
    }

    static List<Path> accounts() throws IOException {
        return files("account");
    }

    @Test
    void there_are_vectors_of_both_kinds() throws IOException {
        assertThat(stored()).anyMatch(file -> file.getFileName().toString().startsWith("java-"));
        assertThat(accounts()).anyMatch(file -> file.getFileName().toString().startsWith("java-"));
    }

    @ParameterizedTest
    @MethodSource("stored")
    void a_stored_message_opens_to_its_summary_and_its_original(Path file) {
        var vector = JSON.readTree(file);
        var opener = new Opener(TestKeys.withV6(octets(vector, "secretKey"), octets(vector, "certificate")));

        var summary = opener.open(rope(vector, "key"), rope(vector, "summary"));
        var body = opener.open(rope(vector, "key"), rope(vector, "body"));

        assertThat(summary.orElseThrow().toByteArray())
                .isEqualTo(vector.path("summaryText").asString().getBytes(StandardCharsets.UTF_8));
        assertThat(body.orElseThrow().toByteArray()).isEqualTo(octets(vector, "original"));
    }

    @ParameterizedTest
    @MethodSource("stored")
    void a_stored_message_with_a_changed_octet_does_not_open(Path file) {
        var vector = JSON.readTree(file);
        var opener = new Opener(TestKeys.withV6(octets(vector, "secretKey"), octets(vector, "certificate")));
        byte[] key = octets(vector, "key");

        for (var name : List.of("summary", "body")) {
            byte[] packet = octets(vector, name);
            for (int at : new int[] {0, 1, 6, 7, 20, packet.length / 2, packet.length - 17, packet.length - 1}) {
                byte[] changed = packet.clone();
                changed[at] ^= 1;
                assertThat(opener.open(Octets.of(key), Octets.of(changed)))
                        .as(name + " " + at)
                        .isEmpty();
            }
        }
        for (int at = 0; at < key.length; at++) {
            byte[] changed = key.clone();
            changed[at] ^= 1;
            assertThat(opener.open(Octets.of(changed), rope(vector, "summary")))
                    .as("key " + at)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void a_login_comes_to_the_same_values(Path file) {
        var vector = JSON.readTree(file);
        var address = TestKeys.address(vector.path("address").asString());
        byte[] salt = octets(vector, "srpSalt");
        try (var stretch = PasswordStretch.of(vector.path("password").asString(), kdf(vector.path("kdf")))) {
            var client = SrpClient.beginWith(address, number(vector, "a"));
            var proof = client.prove(stretch.loginSecret(), salt, octets(vector, "B"))
                    .orElseThrow();
            var challenge = SrpServer.challenge(
                            Srp.ACCOUNTS, number(vector, "A"), number(vector, "verifier"), number(vector, "b"))
                    .orElseThrow();
            var m2 = SrpServer.prove(Srp.ACCOUNTS, challenge, address.toString(), salt, octets(vector, "M1"));

            assertThat(client.publicNumber()).isEqualTo(octets(vector, "A"));
            assertThat(SrpClient.verifier(address, stretch.loginSecret(), salt)).isEqualTo(octets(vector, "verifier"));
            assertThat(Srp.ACCOUNTS.x(salt, address.toString(), stretch.loginSecret()))
                    .isEqualTo(number(vector, "x"));
            assertThat(Srp.ACCOUNTS.u(number(vector, "A"), number(vector, "B"))).isEqualTo(number(vector, "u"));
            assertThat(challenge.publicB()).isEqualTo(number(vector, "B"));
            assertThat(proof.clientProof()).isEqualTo(octets(vector, "M1"));
            assertThat(m2.orElseThrow()).isEqualTo(octets(vector, "M2"));
            assertThat(proof.accepts(octets(vector, "M2"))).isTrue();
            assertThat(proof.accepts(new byte[32])).isFalse();
            assertThat(Box.open(
                                    stretch.passwordKey(),
                                    BoxLabel.ACCOUNT_KEY_BY_PASSWORD,
                                    octets(vector, "wrappedByPassword"))
                            .orElseThrow())
                    .isEqualTo(octets(vector, "accountKey"));
        }
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void a_recovery_comes_to_the_same_values(Path file) {
        var vector = JSON.readTree(file);
        var address = TestKeys.address(vector.path("address").asString());
        byte[] challenge = octets(vector, "challenge");
        byte[] signature = octets(vector, "signature");
        try (var phrase = RecoveryPhrase.parse(vector.path("phrase").asString()).orElseThrow()) {
            assertThat(Box.open(phrase.phraseKey(), BoxLabel.ACCOUNT_KEY_BY_PHRASE, octets(vector, "wrappedByPhrase"))
                            .orElseThrow())
                    .isEqualTo(octets(vector, "accountKey"));
            assertThat(phrase.signature().publicKey()).isEqualTo(octets(vector, "phrasePublicKey"));
            assertThat(phrase.signature().sign(address, challenge)).isEqualTo(signature);
        }
        byte[] changed = Arrays.copyOf(challenge, challenge.length);
        changed[0] ^= 1;
        assertThat(RecoveryProof.verify(octets(vector, "phrasePublicKey"), address, challenge, signature))
                .isTrue();
        assertThat(RecoveryProof.verify(octets(vector, "phrasePublicKey"), address, changed, signature))
                .isFalse();
    }

    private static List<Path> files(String kind) throws IOException {
        try (var files = Files.list(VECTORS.resolve(kind))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    private static Kdf kdf(JsonNode kdf) {
        return Kdf.of(
                        kdf.path("name").asString(),
                        octets(kdf, "salt"),
                        kdf.path("memoryKiB").asInt(),
                        kdf.path("iterations").asInt(),
                        kdf.path("parallelism").asInt())
                .orElseThrow();
    }

    private static BigInteger number(JsonNode vector, String name) {
        return new BigInteger(1, octets(vector, name));
    }

    private static Octets rope(JsonNode vector, String name) {
        return Octets.of(octets(vector, name));
    }

    private static byte[] octets(JsonNode vector, String name) {
        return Base64.getDecoder().decode(vector.path(name).asString());
    }
}
