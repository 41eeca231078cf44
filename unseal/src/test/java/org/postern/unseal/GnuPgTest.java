package org.postern.unseal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.seal.Sealer;
import org.postern.unseal.PgpMime.Opened;
import org.postern.wire.Octets;

/// The rest of the world: GnuPG with a home of its own.
class GnuPgTest {
    private static final SecretKeys ADA = TestKeys.of("ada@example.org", 1);

    @TempDir
    Path folder;

    @BeforeEach
    void give_it_the_certificate() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Files.write(folder.resolve("ada.pgp"), ADA.v4().encoded());
        gpg(0, "--import", "ada.pgp");
    }

    @Test
    void what_it_encrypts_to_the_version_4_certificate_opens() throws Exception {
        var mail = "Content-Type: text/plain\r\n\r\nfrom the rest of the world\r\n".repeat(2000);
        Files.writeString(folder.resolve("mail"), mail);

        gpg(0, "--trust-model", "always", "--recipient", ADA.v4().fingerprintText(), "--armor", "--encrypt", "mail");
        gpg(
                0,
                "--trust-model",
                "always",
                "--hidden-recipient",
                ADA.v4().fingerprintText(),
                "--armor",
                "--output",
                "hidden.asc",
                "--encrypt",
                "mail");

        for (var name : List.of("mail.asc", "hidden.asc")) {
            var armoured = Octets.of(Files.readAllBytes(folder.resolve(name)));
            var opened = new PgpMime(ADA, Sealer.standard()).open(PgpMimeTest.encrypted(armoured), List.of());
            assertThat(opened).as(name).isInstanceOf(Opened.Read.class);
            assertThat(PgpMimeTest.text(((Opened.Read) opened).entity())).isEqualTo(mail);
        }
    }

    @Test
    void it_verifies_our_signature_and_no_changed_document() throws Exception {
        var document = Octets.ascii("I said this.\r\n");
        Files.write(folder.resolve("document"), document.toByteArray());
        Files.writeString(folder.resolve("changed"), "I said that.\r\n");
        Files.write(
                folder.resolve("signature"), ADA.signV4(document, TestKeys.MADE).toByteArray());

        // the signature was made at a time that may be in its future
        var good = gpg(0, "--ignore-time-conflict", "--verify", "signature", "document");
        var bad = gpg(1, "--ignore-time-conflict", "--verify", "signature", "changed");

        assertThat(good).contains("Good signature from \"<ada@example.org>\"");
        assertThat(bad).contains("BAD signature");
    }

    private String gpg(int status, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("gpg", "--homedir", folder.toString(), "--batch", "--no-autostart"));
        command.addAll(List.of("--display-charset", "utf-8", "--ignore-valid-from"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(status);
        return said;
    }
}
