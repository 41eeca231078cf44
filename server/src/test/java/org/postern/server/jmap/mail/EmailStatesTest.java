package org.postern.server.jmap.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.jmap.JmapBench;

/// How clients follow an account (RFC 8620 §5.2, §5.3, §5.6), and its one identity (RFC 8621 §6).
final class EmailStatesTest {
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
    void the_states_of_a_change_are_those_before_and_after_it() {
        var id = bench.imported(JmapBench.LETTER);
        var before = bench.state();

        var answer = bench.call("Email/set", """
                {"accountId":"a1","ifInState":"%s","update":{"%s":{"keywords/$Flagged":true}}}""".formatted(before, id));
        var stale = bench.call("Email/set", """
                {"accountId":"a1","ifInState":"%s","update":{"%s":{"keywords/$Flagged":null}}}""".formatted(before, id));

        assertThat(answer.get("oldState").stringValue()).isEqualTo(before);
        assertThat(answer.get("newState").stringValue())
                .isEqualTo(bench.state())
                .isNotEqualTo(before);
        assertThat(stale.get("type").stringValue()).isEqualTo("stateMismatch");
    }

    @Test
    void what_came_changed_and_went_is_told_once() {
        var kept = bench.imported(JmapBench.LETTER);
        var gone = bench.imported(JmapBench.LETTER);
        var before = bench.state();
        var fresh = bench.imported(JmapBench.LETTER);
        bench.call("Email/set", """
                {"accountId":"a1","update":{"%s":{"keywords":{"$seen":true}}},"destroy":["%s"]}""".formatted(kept, gone));

        var changes = bench.call("Email/changes", "{\"accountId\":\"a1\",\"sinceState\":\"" + before + "\"}");

        assertThat(changes.at("/created").toString()).isEqualTo("[\"" + fresh + "\"]");
        assertThat(changes.at("/updated").toString()).isEqualTo("[\"" + kept + "\"]");
        assertThat(changes.at("/destroyed").toString()).isEqualTo("[\"" + gone + "\"]");
        assertThat(changes.get("hasMoreChanges").booleanValue()).isFalse();
    }

    @Test
    void many_changes_are_told_a_few_at_a_time() {
        var before = bench.state();
        for (int i = 0; i < 3; i++) {
            bench.imported(JmapBench.LETTER);
        }

        var state = before;
        int told = 0;
        boolean more = true;
        while (more) {
            var changes = bench.call("Email/changes", """
                    {"accountId":"a1","sinceState":"%s","maxChanges":1}""".formatted(state));
            told += changes.get("created").size();
            assertThat(changes.get("created").size() + changes.get("updated").size())
                    .isLessThanOrEqualTo(1);
            more = changes.get("hasMoreChanges").booleanValue();
            state = changes.get("newState").stringValue();
        }

        assertThat(told).isEqualTo(3);
        assertThat(state).isEqualTo(bench.state());
    }

    @Test
    void a_query_is_followed_by_what_was_added() {
        bench.imported(JmapBench.LETTER);
        var filter = "\"filter\":{\"inMailbox\":\"" + bench.mailbox("inbox") + "\"}";
        var query = bench.call("Email/query", "{\"accountId\":\"a1\"," + filter + "}");
        var fresh = bench.imported(JmapBench.LETTER);

        var changes = bench.call(
                "Email/queryChanges",
                "{\"accountId\":\"a1\"," + filter + ",\"sinceQueryState\":\""
                        + query.get("queryState").stringValue() + "\"}");

        assertThat(changes.get("removed")).isEmpty();
        assertThat(changes.at("/added/0/id").stringValue()).isEqualTo(fresh);
    }

    @Test
    void created_ids_of_a_request_are_known_to_its_later_calls_only() {
        var responses =
                bench.ask(JmapBench.ADA, """
                ["Email/import",{"accountId":"a1","emails":{"k":{"blobId":"%s","mailboxIds":{"%s":true}}}},"0"],
                ["Email/set",{"accountId":"a1","update":{"#k":{"keywords/a":true},"#other":{}}},"1"],
                ["Email/set",{"accountId":"a1","destroy":["#k"]},"2"]""".formatted(bench.upload(JmapBench.LETTER), bench.mailbox("inbox")), false);

        var id = responses.get(0).get(1).at("/created/k/id").stringValue();
        assertThat(responses.get(1).get(1).at("/updated").propertyNames()).containsExactly(id);
        assertThat(responses.get(1).get(1).at("/notUpdated").propertyNames()).containsExactly("#other");
        assertThat(responses.get(2).get(1).at("/destroyed/0").stringValue()).isEqualTo(id);
    }

    @Test
    void an_account_has_one_identity_that_stays() {
        var got = bench.call("Identity/get", "{\"accountId\":\"a1\",\"ids\":[\"i1\",\"i2\"]}");
        var changes = bench.call("Identity/changes", "{\"accountId\":\"a1\",\"sinceState\":\"0\"}");

        assertThat(got.at("/list/0/email").stringValue()).isEqualTo("ada@postern.test");
        assertThat(got.at("/list/0/mayDelete").booleanValue()).isFalse();
        assertThat(got.at("/notFound/0").stringValue()).isEqualTo("i2");
        assertThat(changes.get("newState").stringValue()).isEqualTo("0");
        assertThat(changes.get("updated")).isEmpty();
    }
}
