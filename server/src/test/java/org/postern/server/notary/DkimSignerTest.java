package org.postern.server.notary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.PublicKeyRecordRetriever;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.dkim.DkimCheck;
import org.postern.wire.dkim.DkimKeyRecord;
import org.postern.wire.dkim.DkimSignature;
import org.postern.wire.dkim.RawMessage;

/// Our signatures before verifiers that we did not write: python3-dkim for both, jDKIM for RSA.
class DkimSignerTest {
    private static final Domain DOMAIN = new Domain("postern.example");
    private static final Domain MAIL_HOST = new Domain("mx.postern.example");
    private static final List<String> MESSAGES = List.of("""
            From: Ada <ada@postern.example>
            To: Bo <bo@peer.example>
            Subject:  A  folded
             subject
            Date: Mon, 23 Nov 2026 21:00:00 +0000
            Message-ID: <1@postern.example>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8

            Good morning,  \t
            how are you?


            """, """
            From: ada@postern.example
            Subject: no body

            """, """
            From: =?utf-8?q?Ad=C3=A1?= <ada@postern.example>
            Cc: a@x.example, b@y.example, c@z.example, d@w.example, e@v.example, f@u.example
            References: <1@a.example> <2@a.example> <3@a.example>
            List-Unsubscribe: <https://x.example/>
            Subject: no final line end

            .leading dot
            8 bit: \u00e9""");

    @TempDir
    private Path folder;

    private SqliteDatabase database;
    private DkimKeys keys;

    @BeforeEach
    void open() {
        database = SqliteDatabase.open(folder);
        keys = new DkimKeys(database, Clock.system());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void python3_dkim_passes_both_signatures() throws Exception {
        for (var text : MESSAGES) {
            var signed = new DkimSigner(keys, Clock.system()).sign(DOMAIN, wire(text));

            assertThat(pythonVerdicts(signed)).containsExactly("pass", "pass");
        }
    }

    @Test
    void python3_dkim_fails_what_was_changed_on_the_way() throws Exception {
        var signed = new DkimSigner(keys, Clock.system()).sign(DOMAIN, wire(MESSAGES.getFirst()));
        var changed = Octets.utf8(text(signed).replace("Good morning", "Good evening"));
        var second = Octets.utf8(text(signed).replace("\r\nTo: Bo", "\r\nFrom: eve@evil.example\r\nTo: Bo"));

        assertThat(pythonVerdicts(changed)).noneMatch("pass"::equals);
        assertThat(pythonVerdicts(second)).noneMatch("pass"::equals);
    }

    @Test
    void jdkim_passes_the_rsa_signature() throws Exception {
        var published = published();
        PublicKeyRecordRetriever retriever =
                (methods, selector, token) -> List.of(published.get(selector + "._domainkey." + token + "."));
        for (var text : List.of(MESSAGES.getFirst(), MESSAGES.getLast())) { // of no body it makes CRLF, against §3.4.4
            var signed = new DkimSigner(keys, Clock.system()).sign(DOMAIN, wire(text));
            var rsaOnly = RawMessage.split(signed)
                    .without(field ->
                            field.isNamed("DKIM-Signature") && field.text().contains("ed25519"));

            var passed = new DKIMVerifier(retriever)
                    .verify(new ByteArrayInputStream(rsaOnly.octets().toByteArray()));

            assertThat(passed).hasSize(1);
        }
    }

    @Test
    void our_own_check_passes_both_by_the_records_that_we_publish() {
        var published = published();
        var message = RawMessage.split(new DkimSigner(keys, Clock.system()).sign(DOMAIN, wire(MESSAGES.getFirst())));

        for (int i = 0; i < 2; i++) {
            var own = message.header().get(i);
            var signature = DkimSignature.parse(own).orElseThrow();
            var record = DkimKeyRecord.parse(published.get(signature.selector() + "._domainkey." + DOMAIN + "."))
                    .orElseThrow();
            assertThat(DkimCheck.verify(signature, own, message, record)).isEqualTo(DkimCheck.Verdict.GOOD);
        }
    }

    @Test
    void the_native_engine_signs_as_the_runtime_does() {
        var octets = "any octets".getBytes(StandardCharsets.US_ASCII);
        var runtime = new DkimKeys(database, Clock.system(), SigningEngine.ofTheRuntime());

        for (int i = 0; i < 2; i++) {
            var fast = keys.engine().sign(keys.of(DOMAIN).get(i), octets);

            assertThat(fast).isEqualTo(runtime.engine().sign(runtime.of(DOMAIN).get(i), octets));
        }
    }

    @Test
    void keys_are_made_once_and_outlive_a_restart() {
        keys.ensure(DOMAIN);
        var before = published();

        database.close();
        database = SqliteDatabase.open(folder);
        keys = new DkimKeys(database, Clock.system());

        assertThat(published()).isEqualTo(before);
    }

    @Test
    void records_to_publish_are_lines_of_a_zone_with_strings_of_at_most_255_octets() {
        var records = new DnsRecords(keys).of(DOMAIN, List.of(MAIL_HOST));

        assertThat(records.getFirst().zoneLine()).isEqualTo("postern.example. 3600 IN MX 10 mx.postern.example.");
        assertThat(records)
                .extracting(DnsRecord::name)
                .contains("_dmarc.postern.example.", "_smtp._tls.postern.example.");
        assertThat(records)
                .flatExtracting(DnsRecord::values)
                .allSatisfy(value -> assertThat(value).hasSizeLessThanOrEqualTo(255));
        assertThat(records)
                .filteredOn(record -> record.name().contains("_domainkey"))
                .hasSize(2);
        assertThat(records)
                .filteredOn(record -> record.name().startsWith("rsa-"))
                .singleElement()
                .satisfies(rsa -> assertThat(rsa.values()).hasSizeGreaterThan(1));
    }

    @Test
    void no_line_of_a_signature_is_longer_than_78_characters() {
        var signed = text(new DkimSigner(keys, Clock.system()).sign(DOMAIN, wire(MESSAGES.getLast())));

        assertThat(signed.substring(0, signed.indexOf("\r\nFrom:")).split("\r\n"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(78));
    }

    private Map<String, String> published() {
        var published = new HashMap<String, String>();
        for (var record : new DnsRecords(keys).of(DOMAIN, List.of(MAIL_HOST))) {
            published.put(record.name(), String.join("", record.values()));
        }
        return published;
    }

    private List<String> pythonVerdicts(Octets message) throws Exception {
        var zone = folder.resolve("zone.txt");
        var lines = published().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
        Files.write(zone, lines);
        var input = folder.resolve("message.eml");
        Files.write(input, message.toByteArray());
        var script = Path.of(DkimSignerTest.class.getResource("/dkim/verify.py").toURI());
        var process = new ProcessBuilder("/usr/bin/python3", script.toString(), zone.toString())
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .describedAs("python3 with Debian's python3-dkim: %s", output)
                .isZero();
        return output.lines().toList();
    }

    private static Octets wire(String text) {
        return Octets.utf8(text.replace("\n", "\r\n"));
    }

    private static String text(Octets message) {
        return new String(message.toByteArray(), StandardCharsets.UTF_8);
    }
}
