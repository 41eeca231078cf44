package org.postern.server.jmap.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.jmap.JmapBench;

/// Over the real store.
final class MailMethodsTest {
    @TempDir
    Path folder;

    private JmapBench bench;

    @BeforeEach
    void open() {
        bench = new JmapBench(folder);
        bench.imported(JmapBench.LETTER);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void a_list_is_had_in_one_request() {
        var answer = ask("""
                ["Email/query", {"accountId": "a1", "filter": {"minSize": 100}}, "0"],
                ["Email/get", {"accountId": "a1", "properties": ["subject", "header:From:asAddresses", "attachments"],
                  "#ids": {"resultOf": "0", "name": "Email/query", "path": "/ids"}}, "1"]""");

        assertThat(answer)
                .contains("\"subject\":\"...\"")
                .contains("\"header:From:asAddresses\":[{\"name\":null,\"email\":\"sealed@postern.test\"}]")
                .contains("\"type\":\"application/pgp-encrypted\"");
    }

    @Test
    void a_patch_sets_a_keyword_and_counts_follow() {
        var answer = ask("""
                ["Email/set", {"accountId": "a1", "update": {"e1": {"keywords/$Seen": true}, "e9": {"keywords": {}},
                  "bad": {}}}, "0"],
                ["Email/get", {"accountId": "a1", "ids": ["e1"], "properties": ["keywords"]}, "1"],
                ["Mailbox/get", {"accountId": "a1", "properties": ["role", "unreadEmails"]}, "2"]""");

        assertThat(answer)
                .contains("\"updated\":{\"e1\":null}")
                .contains("\"e9\":{\"type\":\"notFound\"}", "\"bad\":{\"type\":\"notFound\"}")
                .contains("\"keywords\":{\"$seen\":true}")
                .contains("\"role\":\"inbox\",\"unreadEmails\":0");
    }

    @Test
    void filters_that_need_the_text_are_unsupported() {
        var answer = ask("[\"Email/query\", {\"accountId\": \"a1\", \"filter\": {\"text\": \"x\"}}, \"0\"]");

        assertThat(answer).contains("unsupportedFilter");
    }

    /// THREAT T-04: the database would give up, or work long.
    @Test
    void a_filter_and_a_sort_have_bounds() {
        var few = "{\"operator\": \"OR\", \"conditions\": [" + "{\"hasKeyword\": \"a\"},".repeat(198) + "{}]}";
        var wide = few.replace("{}", "{\"hasKeyword\": \"a\"},{\"hasKeyword\": \"a\"},{}");
        var mailboxes = "{\"inMailboxOtherThan\": [" + "\"m1\",".repeat(200) + "\"m1\"]}";
        var sort = "{\"property\": \"size\"}";

        assertThat(query("\"filter\": " + wide)).contains("unsupportedFilter");
        assertThat(query("\"filter\": " + mailboxes)).contains("unsupportedFilter");
        assertThat(query("\"sort\": [" + (sort + ",").repeat(20) + sort + "]")).contains("unsupportedSort");
        assertThat(query("\"filter\": " + few)).contains("\"ids\":[\"e1\"]");
    }

    private String query(String arguments) {
        return ask("[\"Email/query\", {\"accountId\": \"a1\", " + arguments + "}, \"0\"]");
    }

    private String ask(String calls) {
        return bench.ask(JmapBench.ADA, calls, false).toString();
    }
}
