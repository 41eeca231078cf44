package org.postern.server.jmap.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.seal.Sealer;
import org.postern.server.jmap.JmapBench;
import org.postern.unseal.Opener;
import org.postern.unseal.SecretKeys;
import org.postern.wire.Octets;
import tools.jackson.databind.JsonNode;

/// RFC 8621 §4.8 and docs/format/jmap-sealed.md.
final class EmailImportTest {
    private static final String HASH = Base64.getEncoder().encodeToString(new byte[16]);

    @TempDir
    Path folder;

    private JmapBench bench;

    @BeforeEach
    void open() {
        bench = new JmapBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /// THREAT T-01
    @Test
    void readable_mail_is_sealed_and_only_its_owner_reads_it() {
        var before = bench.state();

        var answer = bench.callStock("Email/import", arguments(bench.upload(JmapBench.LETTER), """
                "keywords":{"$Seen":true},"receivedAt":"2020-02-29T23:59:59+01:00\""""));

        var created = answer.at("/created/k");
        assertThat(answer.get("oldState").stringValue()).isEqualTo(before);
        assertThat(answer.get("newState").stringValue())
                .isEqualTo(bench.state())
                .isNotEqualTo(before);
        assertThat(answer.get("notCreated").isNull()).isTrue();
        assertThat(created.propertyNames()).containsExactlyInAnyOrder("id", "blobId", "threadId", "size");
        var id = created.get("id").stringValue();
        assertThat(bench.original(id)).isEqualTo(JmapBench.LETTER);
        assertThat(bench.summary(id)).contains("The engine", "bob@example.net");
        var stored = bench.callStock("Email/get", """
                {"accountId":"a1","ids":["%s"],"properties":["keywords","receivedAt","size","subject","blobId"]}""".formatted(id)).at("/list/0");
        assertThat(stored.get("keywords").propertyNames()).containsExactly("$seen");
        assertThat(stored.get("receivedAt").stringValue()).isEqualTo("2020-02-29T22:59:59Z");
        assertThat(stored.get("size")).isEqualTo(created.get("size"));
        assertThat(stored.get("blobId")).isEqualTo(created.get("blobId"));
        assertThat(stored.get("subject").stringValue()).isEqualTo("...");
    }

    @Test
    void an_answer_joins_the_thread_of_what_it_answers() {
        bench.imported(JmapBench.LETTER);
        var answer = JmapBench.LETTER
                .replace("<1@postern.test>", "<2@example.net>")
                .replace("Subject", "In-Reply-To: <1@postern.test>\r\nReferences: <1@postern.test>\r\nSubject");

        bench.imported(answer);

        var threads = bench.callStock("Thread/get", "{\"accountId\":\"a1\",\"ids\":[\"t1\"]}");
        assertThat(threads.at("/list/0/emailIds")).hasSize(2);
    }

    @Test
    void what_the_client_sealed_is_kept_as_it_is() {
        var sealed = bench.sealed("{\"s\":\"hers\"}", "From: ada@postern.test\r\n\r\nhers\r\n");

        var answer = bench.call(
                "Email/import",
                arguments(bench.upload(JmapBench.SEALED_TYPE, sealed), "\"threadHash\":\"" + HASH + "\""));

        var id = answer.at("/created/k/id").stringValue();
        assertThat(bench.summary(id)).isEqualTo("{\"s\":\"hers\"}");
        assertThat(bench.original(id)).endsWith("hers\r\n");
    }

    /// THREAT T-15
    @Test
    void what_is_sealed_to_another_or_cut_or_readable_is_no_sealed_mail() {
        var others = SecretKeys.generate(JmapBench.ADDRESS, bench.clock.instant(), new SecureRandom());
        var toAnother = Sealer.standard().seal(others.v6(), Octets.utf8("{}"), Octets.utf8("x"));
        var whole = bench.sealed("{}", "x");

        assertThat(errorOf(Octets.join(toAnother.key(), toAnother.summary(), toAnother.body())))
                .isEqualTo("invalidEmail");
        assertThat(errorOf(whole.slice(0, whole.size() - 1))).isEqualTo("invalidEmail");
        assertThat(errorOf(Octets.join(whole, Octets.ascii("x")))).isEqualTo("invalidEmail");
        assertThat(errorOf(Octets.utf8(JmapBench.LETTER))).isEqualTo("invalidEmail");
        assertThat(errorOf(whole)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"threadHash\":\"AAAA\"", "\"threadHash\":\"?\"", "\"threadHash\":7", "\"keywords\":{}"})
    void sealed_mail_needs_its_thread_hash(String members) {
        var blob = bench.upload(JmapBench.SEALED_TYPE, bench.sealed("{}", "x"));

        var answer = bench.call("Email/import", arguments(blob, members));

        assertThat(answer.at("/notCreated/k/properties/0").stringValue()).isEqualTo("threadHash");
    }

    @Test
    void a_full_account_keeps_nothing_more() {
        bench.imported(JmapBench.LETTER + "1".repeat(4_500_000));
        bench.imported(JmapBench.LETTER + "2".repeat(4_500_000));
        var third = bench.upload(JmapBench.LETTER + "3".repeat(4_500_000));

        var answer = bench.callStock("Email/import", arguments(third, "\"keywords\":{}"));

        assertThat(answer.at("/notCreated/k/type").stringValue()).isEqualTo("overQuota");
    }

    @Test
    void one_that_is_refused_does_not_stop_the_others() {
        var inbox = bench.mailbox("inbox");

        var answer = bench.callStock("Email/import", """
                {"accountId":"a1","emails":{"bad":{"blobId":"x","mailboxIds":{"%s":true}},
                "good":{"blobId":"%s","mailboxIds":{"%s":true}}}}""".formatted(inbox, bench.upload(JmapBench.LETTER), inbox));

        assertThat(answer.get("created").propertyNames()).containsExactly("good");
        assertThat(answer.get("notCreated").propertyNames()).containsExactly("bad");
    }

    /// The summary is the client's to replace; the body stays what it was.
    @Test
    void a_summary_is_replaced() {
        var id = bench.imported(JmapBench.LETTER);
        var old = Base64.getDecoder()
                .decode(bench.call("Email/get", """
                {"accountId":"a1","ids":["%s"],"properties":["sealedSummary"]}""".formatted(id))
                        .at("/list/0/sealedSummary")
                        .stringValue());
        var key = Octets.of(old).slice(0, 111);
        var summary = Octets.of(old).slice(111, old.length - 111);
        var packet = new Opener(bench.keys)
                .replaceSummary(key, summary, Octets.utf8("{\"s\":\"new\"}"), Sealer.standard())
                .orElseThrow();
        var update = """
                {"accountId":"a1","update":{"%s":{"sealedSummary":"%s"}}}""".formatted(id, Base64.getEncoder().encodeToString(packet.toByteArray()));

        var stock = bench.callStock("Email/set", update);
        var answer = bench.call("Email/set", update);

        assertThat(stock.at("/notUpdated/" + id + "/type").stringValue()).isEqualTo("invalidProperties");
        assertThat(answer.at("/updated/" + id).isNull()).isTrue();
        assertThat(bench.summary(id)).isEqualTo("{\"s\":\"new\"}");
        assertThat(bench.original(id)).isEqualTo(JmapBench.LETTER);
    }

    private String errorOf(Octets sealed) {
        var blob = bench.upload(JmapBench.SEALED_TYPE, sealed);
        JsonNode answer = bench.call("Email/import", arguments(blob, "\"threadHash\":\"" + HASH + "\""));
        return answer.at("/notCreated/k/type").stringValue("");
    }

    private String arguments(String blobId, String members) {
        return """
                {"accountId":"a1","emails":{"k":{"blobId":"%s","mailboxIds":{"%s":true},%s}}}""".formatted(blobId, bench.mailbox("inbox"), members);
    }
}
