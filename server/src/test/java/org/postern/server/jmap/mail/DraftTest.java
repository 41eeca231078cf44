package org.postern.server.jmap.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.jmap.JmapBench;
import org.postern.wire.Octets;
import tools.jackson.databind.JsonNode;

/// RFC 8621 §4.6: messages that a stock client describes.
final class DraftTest {
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

    @Test
    void a_message_is_made_of_its_description() {
        var written = written("""
                "from":[{"name":"Ada, Countess","email":"ada@postern.test"}],
                "to":[{"email":"bob@example.net"},{"name":"Żaneta","email":"z@example.net"}],
                "bcc":[{"email":"dee@example.net"}],"subject":"Grüße","sentAt":"2026-03-01T12:00:00+02:00",
                "inReplyTo":["7@example.net"],"header:X-Trial:asText":"yes",
                "textBody":[{"partId":"1","type":"text/plain"}],"bodyValues":{"1":{"value":"Hello\\nworld"}}""");

        assertThat(written)
                .contains(
                        "Date: Sun, 01 Mar 2026 10:00:00 +0000\r\n",
                        "<ada@postern.test>\r\n",
                        "To: bob@example.net, =?utf-8?",
                        "Bcc: dee@example.net\r\n",
                        "In-Reply-To: <7@example.net>\r\n",
                        "X-Trial: yes\r\n",
                        "@postern.test>\r\n",
                        "MIME-Version: 1.0\r\n",
                        "Content-Type: text/plain; charset=utf-8\r\n",
                        "\r\n\r\nHello\r\nworld")
                .containsOnlyOnce("Message-ID: <")
                .doesNotContain("Ada, Countess <", "Grüße");
    }

    @Test
    void text_html_and_attachments_are_one_message() {
        var blob = bench.upload("image/png", Octets.utf8("picture"));

        var written = written("""
                "textBody":[{"partId":"1"}],"htmlBody":[{"partId":"2","type":"text/html"}],
                "bodyValues":{"1":{"value":"plain"},"2":{"value":"<b>ö</b>"}},
                "attachments":[{"blobId":"%s","type":"image/png","name":"ä.png","cid":"x@y"}]""".formatted(blob));

        assertThat(written)
                .containsSubsequence(
                        "Content-Type: multipart/mixed; boundary=",
                        "Content-Type: multipart/alternative; boundary=",
                        "Content-Type: text/plain",
                        "plain",
                        "Content-Type: text/html",
                        "Content-Type: image/png",
                        "filename*=utf-8''%C3%A4.png",
                        "Content-ID: <x@y>",
                        "cGljdHVyZQ==");
    }

    @Test
    void a_structure_is_followed() {
        var written = written("""
                "bodyStructure":{"type":"multipart/related","subParts":[{"partId":"1","type":"text/html"},
                {"partId":"2","type":"text/plain","disposition":"attachment"}]},
                "bodyValues":{"1":{"value":"one"},"2":{"value":"two"}}""");

        assertThat(written).containsSubsequence("multipart/related", "text/html", "one", "attachment", "two");
    }

    /// THREAT T-04: two hundred kilobytes at most here; the upload has a hundred.
    @Test
    void one_upload_attached_many_times_is_too_large() {
        var blob = bench.upload("image/png", Octets.of(new byte[100_000]));
        var part = "{\"blobId\":\"" + blob + "\"},";

        var answer = create("\"attachments\":[" + part.repeat(500) + "{\"blobId\":\"" + blob + "\"}]");

        assertThat(answer.at("/notCreated/k/type").stringValue()).isEqualTo("tooLarge");
        assertThat(answer.at("/notCreated/k/maxSize").intValue()).isEqualTo(200_000);
    }

    /// THREAT T-15: neither a name nor a subject nor a part brings a line of its own.
    @Test
    void no_value_makes_a_line() {
        for (var member : new String[] {
            "\"subject\":\"a\\r\\nBcc: x@y.z\"",
            "\"from\":[{\"name\":\"a\\nBcc: x@y.z\",\"email\":\"a@b.c\"}]",
            "\"from\":[{\"email\":\"a@b.c\\r\\nBcc: x@y.z\"}]",
            "\"references\":[\"a@b\\r\\nBcc:x@y\"]",
            "\"header:X-A\":\" a\\r\\nBcc: x@y.z\"",
            "\"header:X-A\\r\\nBcc:asText\":\"x@y.z\"",
            "\"htmlBody\":[{\"partId\":\"1\",\"type\":\"text/html\\r\\nBcc: x@y.z\"}]",
            "\"attachments\":[{\"blobId\":\"" + bench.upload("x/y", Octets.ascii("x"))
                    + "\",\"disposition\":\"inline\\r\\nBcc: x@y.z\"}]",
            "\"attachments\":[{\"blobId\":\"" + bench.upload("x/y", Octets.ascii("x"))
                    + "\",\"cid\":\"a\\r\\nBcc: x@y.z\"}]",
        }) {
            var answer = create(member);

            assertThat(answer.path("notCreated").path("k").path("type").stringValue("")
                            + answer.path("type").stringValue(""))
                    .as(member + answer)
                    .startsWith("invalid");
        }
    }

    private String written(String members) {
        var answer = create(members);
        assertThat(answer.get("notCreated").isNull()).as(answer.toString()).isTrue();
        return bench.original(answer.at("/created/k/id").stringValue());
    }

    private JsonNode create(String members) {
        return bench.callStock("Email/set", """
                {"accountId":"a1","create":{"k":{"mailboxIds":{"%s":true},"keywords":{"$draft":true},%s}}}""".formatted(bench.mailbox("drafts"), members));
    }
}
