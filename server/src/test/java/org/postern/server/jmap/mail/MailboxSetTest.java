package org.postern.server.jmap.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.jmap.JmapBench;
import tools.jackson.databind.JsonNode;

/// RFC 8621 §2.4, §2.5, and names that the client sealed (docs/format/jmap-sealed.md).
final class MailboxSetTest {
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
    void a_mailbox_is_made_under_one_that_the_same_call_makes() {
        var answer = bench.call("Mailbox/set", """
                {"accountId":"a1","create":{"in":{"sealedName":"AAAB","parentId":"#out","sortOrder":7},
                "out":{"sealedName":"AAAA"}}}""");

        var out = answer.at("/created/out");
        var in = answer.at("/created/in");
        assertThat(out.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "role",
                        "parentId",
                        "sortOrder",
                        "isSubscribed",
                        "totalEmails",
                        "unreadEmails",
                        "totalThreads",
                        "unreadThreads",
                        "myRights");
        assertThat(in.has("parentId")).isFalse();
        var got = mailbox(in.get("id").stringValue());
        assertThat(got.get("parentId")).isEqualTo(out.get("id"));
        assertThat(got.get("sealedName").stringValue()).isEqualTo("AAAB");
        assertThat(got.get("sortOrder").intValue()).isEqualTo(7);
        assertThat(got.get("name").stringValue()).startsWith("Folder ");
    }

    /// RFC 8620 §5.3: `#id` of an earlier call of the request.
    @Test
    void what_one_call_makes_the_next_ones_name() {
        var email = bench.imported(JmapBench.LETTER);

        var responses = bench.ask(JmapBench.ADA, """
                ["Mailbox/set",{"accountId":"a1","create":{"box":{"sealedName":"AAAA"}}},"0"],
                ["Email/set",{"accountId":"a1","update":{"%s":{"mailboxIds":{"#box":true}}}},"1"],
                ["Mailbox/set",{"accountId":"a1","destroy":["#box"]},"2"],
                ["Mailbox/set",{"accountId":"a1","destroy":["#box"],"onDestroyRemoveEmails":true},"3"],
                ["Email/get",{"accountId":"a1","ids":["%s"]},"4"]""".formatted(email, email), true);

        var box = responses.get(0).get(1).at("/created/box/id").stringValue();
        assertThat(responses.get(1).get(1).get("updated").has(email)).isTrue();
        assertThat(responses.get(2).get(1).at("/notDestroyed/" + box + "/type").stringValue())
                .isEqualTo("mailboxHasEmail");
        assertThat(responses.get(3).get(1).at("/destroyed/0").stringValue()).isEqualTo(box);
        assertThat(responses.get(4).get(1).get("notFound")).hasSize(1);
    }

    @Test
    void a_mailbox_is_renamed_moved_and_unsubscribed_and_one_with_a_child_stays() {
        var made = bench.call("Mailbox/set", """
                {"accountId":"a1","create":{"a":{"sealedName":"AAAA"},"b":{"sealedName":"AAAB"}}}""");
        var a = made.at("/created/a/id").stringValue();
        var b = made.at("/created/b/id").stringValue();

        var answer = bench.call("Mailbox/set", """
                {"accountId":"a1","update":{"%s":{"sealedName":"AAAC","parentId":"%s","isSubscribed":false}}}""".formatted(b, a));
        var loop = bench.call("Mailbox/set", """
                {"accountId":"a1","update":{"%s":{"parentId":"%s"}}}""".formatted(a, b));
        var child = bench.call("Mailbox/set", "{\"accountId\":\"a1\",\"destroy\":[\"" + a + "\"]}");
        var top = bench.call("Mailbox/set", """
                {"accountId":"a1","update":{"%s":{"parentId":null}},"destroy":["%s"]}""".formatted(b, a));

        assertThat(answer.at("/updated/" + b).isNull()).isTrue();
        assertThat(loop.at("/notUpdated/" + a + "/properties/0").stringValue()).isEqualTo("parentId");
        assertThat(child.at("/notDestroyed/" + a + "/type").stringValue()).isEqualTo("mailboxHasChild");
        assertThat(top.at("/destroyed/0").stringValue()).isEqualTo(a);
        var got = mailbox(b);
        assertThat(got.get("parentId").isNull()).isTrue();
        assertThat(got.get("sealedName").stringValue()).isEqualTo("AAAC");
        assertThat(got.get("isSubscribed").booleanValue()).isFalse();
    }

    @Test
    void a_query_is_followed_by_what_changed() {
        var query = bench.call("Mailbox/query", "{\"accountId\":\"a1\",\"filter\":{\"hasAnyRole\":false}}");
        var id = bench.call("Mailbox/set", """
                {"accountId":"a1","create":{"a":{"sealedName":"AAAA"}}}""").at("/created/a/id").stringValue();

        var changes = bench.call(
                "Mailbox/queryChanges", """
                {"accountId":"a1","filter":{"hasAnyRole":false},"sinceQueryState":"%s","calculateTotal":true}""".formatted(query.get("queryState").stringValue()));

        assertThat(query.get("ids")).isEmpty();
        assertThat(changes.at("/added/0/id").stringValue()).isEqualTo(id);
        assertThat(changes.at("/added/0/index").intValue()).isZero();
        assertThat(changes.get("total").intValue()).isEqualTo(1);
        assertThat(changes.get("newQueryState").stringValue()).isEqualTo(bench.state());
    }

    @Test
    void changes_of_mailboxes_name_those_that_changed() {
        var before = bench.state();
        bench.imported(JmapBench.LETTER);

        var changes = bench.call("Mailbox/changes", "{\"accountId\":\"a1\",\"sinceState\":\"" + before + "\"}");

        assertThat(changes.at("/updated/0").stringValue()).isEqualTo(bench.mailbox("inbox"));
        assertThat(changes.get("updated")).hasSize(1);
        assertThat(changes.has("updatedProperties")).isTrue();
        assertThat(changes.get("newState").stringValue()).isEqualTo(bench.state());
    }

    private JsonNode mailbox(String id) {
        return bench.call("Mailbox/get", "{\"accountId\":\"a1\",\"ids\":[\"" + id + "\"]}")
                .at("/list/0");
    }
}
