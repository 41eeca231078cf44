package org.postern.server.jmap.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.server.accounts.Account;
import org.postern.server.jmap.JmapBench;
import org.postern.server.queue.Offered;
import org.postern.server.queue.Submission;
import org.postern.wire.Octets;
import tools.jackson.databind.JsonNode;

/// RFC 8621 §7.5 and docs/format/jmap-sealed.md.
final class SubmissionSetTest {
    private static final String TO_BOB = "[{'email':'bob@example.net'}]";

    @TempDir
    Path folder;

    private JmapBench bench;
    private String email = "";

    @BeforeEach
    void open() {
        bench = new JmapBench(folder);
        email = bench.imported(JmapBench.LETTER);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void each_parcel_goes_to_its_own_recipients_and_without_bcc() {
        var mime = JmapBench.LETTER.replace("It weaves.", "-----BEGIN PGP MESSAGE-----");

        var answer = send("""
                {'identityId':'i1','emailId':'EMAIL',
                'envelope':{'mailFrom':{'email':'ada@postern.test'},
                  'rcptTo':[{'email':'bob@example.net'},{'email':'cy@postern.test'}]},
                'parcels':[{'blobId':'%s','rcptTo':[{'email':'bob@example.net'}]},
                  {'blobId':'%s','rcptTo':[{'email':'cy@postern.test'}]}]}""".formatted(bench.upload(JmapBench.LETTER), bench.upload(mime)));

        assertThat(answer.at("/created/k/id").stringValue()).isEqualTo("s1");
        var submission = bench.queue.submissions.getFirst();
        assertThat(submission.mailFrom()).contains(JmapBench.ADDRESS);
        assertThat(submission.parcels()).hasSize(2);
        assertThat(text(submission.parcels().getFirst()))
                .contains("To: Bob", "It weaves.")
                .doesNotContain("Bcc", "dee@");
        assertThat(text(submission.parcels().getLast()))
                .contains("BEGIN PGP MESSAGE")
                .doesNotContain("Bcc", "dee@");
        assertThat(submission.parcels().getLast().to())
                .extracting(to -> to.address().toString())
                .containsExactly("cy@postern.test");
    }

    /// THREAT T-27
    @Test
    void who_has_sent_too_much_is_told_when_to_come_back_or_to_wait() {
        bench.queue.refusal = Optional.of(new Offered.TooMany(Duration.ofMinutes(7)));
        var often = stock("{'identityId':'i1','emailId':'EMAIL'}");
        bench.queue.refusal = Optional.of(new Offered.NoRoom());
        var much = stock("{'identityId':'i1','emailId':'EMAIL'}");

        assertThat(often.at("/notCreated/k/type").stringValue()).isEqualTo("rateLimit");
        assertThat(often.at("/notCreated/k/description").stringValue()).contains("in 7 minutes");
        assertThat(much.at("/notCreated/k/type").stringValue()).isEqualTo("overQuota");
        assertThat(bench.queue.submissions).isEmpty();
    }

    @Test
    void each_of_many_has_its_own_answer() {
        var good = "{'identityId':'i1','emailId':'EMAIL'}";
        var answer = bench.callStock(
                "EmailSubmission/set",
                quoted("{'accountId':'a1','create':{'k1':" + good + ",'k2':{'identityId':'i9','emailId':'EMAIL'},'k3':"
                        + good + "}}"));

        assertThat(answer.at("/created/k1/id").stringValue()).isEqualTo("s1");
        assertThat(answer.at("/notCreated/k2/type").stringValue()).isEqualTo("invalidProperties");
        assertThat(answer.at("/created/k3/id").stringValue()).isEqualTo("s2");
        assertThat(answer.get("newState").stringValue()).isEqualTo("5");
    }

    /// RFC 8620 §5.3: what the client did not give comes back.
    @Test
    void the_answer_has_what_the_server_set() {
        var answer = stock("{'identityId':'i1','emailId':'EMAIL'}");

        assertThat(answer.get("oldState").stringValue()).isEqualTo("3");
        assertThat(answer.get("newState").stringValue()).isEqualTo("4");
        var created = answer.at("/created/k");
        assertThat(created.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "threadId",
                        "sendAt",
                        "undoStatus",
                        "envelope",
                        "deliveryStatus",
                        "dsnBlobIds",
                        "mdnBlobIds");
        assertThat(created.get("undoStatus").stringValue()).isEqualTo("final");
        assertThat(created.at("/envelope/mailFrom/email").stringValue()).isEqualTo("ada@postern.test");
    }

    @Test
    void a_stock_client_sends_what_it_imported_to_everybody_that_it_names() {
        stock("{'identityId':'i1','emailId':'EMAIL'}");

        var parcel = bench.queue.submissions.getFirst().parcels().getFirst();
        assertThat(parcel.to())
                .extracting(to -> to.address().toString())
                .containsExactly("bob@example.net", "cy@example.net", "dee@example.net");
        assertThat(text(parcel)).doesNotContain("Bcc", "dee@");
    }

    @Test
    void after_an_hour_a_stock_client_is_told_of_the_capability() {
        bench.clock.advance(Duration.ofMinutes(61));

        var answer = stock("{'identityId':'i1','emailId':'EMAIL'}");

        assertThat(answer.at("/notCreated/k/type").stringValue()).isEqualTo("invalidProperties");
        assertThat(answer.at("/notCreated/k/description").stringValue()).contains("https://postern.org/jmap/sealed");
    }

    /// One request: the draft is made, sent, moved and unmarked (RFC 8621 §7.5.1).
    @Test
    void a_draft_is_made_and_sent_and_becomes_sent_mail_in_one_request() {
        var drafts = bench.mailbox("drafts");
        var sent = bench.mailbox("sent");

        var responses =
                bench.ask(JmapBench.ADA, quoted("""
                ['Email/set',{'accountId':'a1','create':{'d':{'mailboxIds':{'DRAFTS':true},'keywords':{'$draft':true},
                  'from':[{'email':'ada@postern.test'}],'to':[{'email':'bob@example.net'}],'subject':'Hi',
                  'textBody':[{'partId':'1'}],'bodyValues':{'1':{'value':'Hello'}}}}},'0'],
                ['EmailSubmission/set',{'accountId':'a1','create':{'k':{'identityId':'i1','emailId':'#d'}},
                  'onSuccessUpdateEmail':{'#k':{'mailboxIds/DRAFTS':null,'mailboxIds/SENT':true,'keywords/$draft':null},
                    '#other':{'keywords':{}}}},'1'],
                ['Email/get',{'accountId':'a1','#ids':{'resultOf':'0','name':'Email/set','path':'/created/d/id'}},'x'],
                ['Email/query',{'accountId':'a1','filter':{'inMailbox':'SENT'}},'2']""".replace("DRAFTS", drafts).replace("SENT", sent)), false);

        assertThat(responses.get(2).get(0).stringValue()).isEqualTo("Email/set");
        assertThat(responses.get(2).get(2).stringValue()).isEqualTo("1");
        var id = responses.get(0).get(1).at("/created/d/id").stringValue();
        assertThat(responses.get(2).get(1).get("updated").propertyNames()).containsExactly(id);
        assertThat(responses.get(4).get(1).at("/ids/0").stringValue()).isEqualTo(id);
        assertThat(text(bench.queue.submissions.getFirst().parcels().getFirst()))
                .contains("Subject: Hi", "Hello");
    }

    @Test
    void what_was_sent_can_be_destroyed_and_what_was_not_stays() {
        var responses = bench.ask(JmapBench.ADA, quoted("""
                ['EmailSubmission/set',{'accountId':'a1','create':{'k':{'identityId':'i1','emailId':'EMAIL'},
                  'bad':{'identityId':'i9','emailId':'EMAIL'}},'onSuccessDestroyEmail':['#k','#bad']},'0']"""), false);
        var refused = bench.ask(JmapBench.ADA, quoted("""
                ['EmailSubmission/set',{'accountId':'a1','create':{'k':{'identityId':'i1','emailId':'EMAIL'}},
                  'onSuccessDestroyEmail':['#k']},'0']"""), false);

        assertThat(responses).hasSize(2);
        assertThat(responses.get(1).get(1).get("destroyed")).hasSize(1);
        assertThat(refused).hasSize(1);
        assertThat(refused.get(0).get(1).at("/notCreated/k/type").stringValue()).isEqualTo("invalidProperties");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'identityId':'i2','emailId':'EMAIL'} | invalidProperties",
                "{'emailId':'EMAIL'} | invalidProperties",
                "{'identityId':'i1','emailId':'e99'} | invalidProperties",
                "{'identityId':'i1','emailId':'#none'} | invalidProperties",
                "{'identityId':'i1','emailId':'EMAIL','sendAt':'2030-01-01T00:00:00Z'} | invalidProperties",
                "{'identityId':'i1','emailId':'EMAIL','envelope':{'mailFrom':{'email':'bob@example.net'},'rcptTo':BOB}} | forbiddenMailFrom",
                "{'identityId':'i1','emailId':'EMAIL','envelope':{'mailFrom':{'email':''},'rcptTo':BOB}} | forbiddenMailFrom",
                "{'identityId':'i1','emailId':'EMAIL','envelope':{'rcptTo':BOB}} | invalidProperties",
                "{'identityId':'i1','emailId':'EMAIL','envelope':{'mailFrom':{'email':'ada@postern.test'},'rcptTo':[]}} | noRecipients",
                "{'identityId':'i1','emailId':'EMAIL','envelope':{'mailFrom':{'email':'ada@postern.test'},'rcptTo':[{'email':'bob'}]}} | invalidRecipients",
                "{'identityId':'i1','emailId':'EMAIL','envelope':{'mailFrom':{'email':'ada@postern.test'},'rcptTo':[{'email':'a@x.y'},{'email':'b@x.y'},{'email':'c@x.y'},{'email':'d@x.y'}]}} | tooManyRecipients",
                "{'identityId':'i1','emailId':'EMAIL','envelope':{'mailFrom':{'email':'ada@postern.test','parameters':{'HOLDFOR':'60'}},'rcptTo':BOB}} | invalidProperties",
                "{'identityId':'i1','emailId':'EMAIL','parcels':[]} | invalidProperties",
                "{'identityId':'i1','emailId':'EMAIL','parcels':[{'blobId':'BLOB','rcptTo':BOB}]} | invalidProperties",
                "{'identityId':'i1','emailId':'EMAIL','envelope':ENVELOPE,'parcels':[{'blobId':'a1-e1-m','rcptTo':BOB}]} | invalidProperties",
                "{'identityId':'i1','emailId':'EMAIL','envelope':ENVELOPE,'parcels':[{'blobId':'BLOB','rcptTo':[]}]} | invalidProperties",
                "{'identityId':'i1','emailId':'EMAIL','envelope':ENVELOPE,'parcels':[{'blobId':'BLOB','rcptTo':[{'email':'cy@example.net'}]}]} | invalidProperties",
                "{'identityId':'i1','emailId':'EMAIL','envelope':ENVELOPE,'parcels':[{'blobId':'BLOB','rcptTo':BOB},{'blobId':'BLOB','rcptTo':BOB}]} | invalidProperties",
                "{'identityId':'i1','emailId':'EMAIL','envelope':ENVELOPE,'parcels':[{'blobId':'BLOB','rcptTo':BOB,'x':1}]} | invalidProperties",
                "{'identityId':'i1','emailId':'EMAIL','envelope':ENVELOPE,'parcels':[{'blobId':'LARGE','rcptTo':BOB}]} | tooLarge",
            })
    void what_may_not_be_sent_is_refused(String object, String error) {
        var answer = send(object);

        assertThat(answer.at("/notCreated/k/type").stringValue(""))
                .as(answer.toString())
                .isEqualTo(error);
        assertThat(answer.get("newState")).isEqualTo(answer.get("oldState"));
        assertThat(bench.queue.submissions).isEmpty();
    }

    /// THREAT T-16: whether the body is readable or PGP/MIME, every parcel bears her own address.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: bob@example.net\r\n",
                "From: Ada <ada@postern.test>, bob@example.net\r\n",
                "From: ada@postern.test\r\nFrom: bob@example.net\r\n",
                "From: ada@postern.test\r\nSender: bob@example.net\r\n",
                "Subject: from nobody\r\n",
            })
    void a_parcel_under_anothers_address_does_not_leave(String header) {
        var type = "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n";
        for (var more : List.of("", type)) {
            var parcels = "{'identityId':'i1','emailId':'EMAIL','envelope':{'mailFrom':{'email':'ada@postern.test'},"
                    + "'rcptTo':[{'email':'bob@example.net'},{'email':'cy@example.net'}]},'parcels':["
                    + "{'blobId':'" + bench.upload(JmapBench.LETTER) + "','rcptTo':BOB},"
                    + "{'blobId':'" + bench.upload(header + more + "\r\nhello\r\n")
                    + "','rcptTo':[{'email':'cy@example.net'}]}]}";

            var answer = send(parcels);

            assertThat(answer.at("/notCreated/k/type").stringValue()).isEqualTo("forbiddenFrom");
        }
        assertThat(bench.queue.submissions).isEmpty();
    }

    /// THREAT T-03
    @Test
    void a_header_with_a_bare_line_feed_does_not_leave() {
        var blob = bench.upload("From: ada@postern.test\r\nSubject: a\nFrom: bob@example.net\r\n\r\nx\r\n");

        var answer = send("{'identityId':'i1','emailId':'EMAIL','envelope':ENVELOPE,'parcels':[{'blobId':'" + blob
                + "','rcptTo':BOB}]}");

        assertThat(answer.at("/notCreated/k/type").stringValue()).isEqualTo("invalidEmail");
    }

    @Test
    void a_suspended_account_sends_nothing() {
        var ada = JmapBench.ADA;
        var suspended = new Account(ada.id(), ada.address(), true, ada.quotaBytes(), ada.made());

        var answer = bench.ask(
                        suspended,
                        quoted("['EmailSubmission/set',{'accountId':'a1','create':"
                                + "{'k':{'identityId':'i1','emailId':'EMAIL'}}},'0']"),
                        true)
                .get(0)
                .get(1);

        assertThat(answer.at("/notCreated/k/type").stringValue()).isEqualTo("forbiddenToSend");
        assertThat(bench.queue.submissions).isEmpty();
    }

    @Test
    void what_was_queued_is_final() {
        stock("{'identityId':'i1','emailId':'EMAIL'}");

        var answer = bench.call("EmailSubmission/set", quoted("""
                {'accountId':'a1','update':{'s1':{'undoStatus':'canceled'},'s9':{'undoStatus':'canceled'}},
                'destroy':['s1','s8']}"""));

        assertThat(answer.at("/notUpdated/s1/type").stringValue()).isEqualTo("cannotUnsend");
        assertThat(answer.at("/notUpdated/s9/type").stringValue()).isEqualTo("notFound");
        assertThat(answer.at("/notDestroyed/s1/type").stringValue()).isEqualTo("forbidden");
        assertThat(answer.at("/notDestroyed/s8/type").stringValue()).isEqualTo("notFound");
    }

    @Test
    void a_stale_state_sends_nothing() {
        var answer = bench.call("EmailSubmission/set", quoted("""
                {'accountId':'a1','ifInState':'2','create':{'k':{'identityId':'i1','emailId':'EMAIL'}}}"""));

        assertThat(answer.get("type").stringValue()).isEqualTo("stateMismatch");
        assertThat(bench.queue.submissions).isEmpty();
    }

    @Test
    void submissions_are_read_counted_and_followed() {
        stock("{'identityId':'i1','emailId':'EMAIL'}");

        var got = bench.call("EmailSubmission/get", "{\"accountId\":\"a1\",\"ids\":[\"s1\",\"s2\",\"x\"]}");
        var stockGot = bench.callStock("EmailSubmission/get", "{\"accountId\":\"a1\"}");
        var changes = bench.call("EmailSubmission/changes", "{\"accountId\":\"a1\",\"sinceState\":\"3\"}");
        var query = bench.call("EmailSubmission/query", quoted("""
                {'accountId':'a1','filter':{'emailIds':['EMAIL'],'undoStatus':'final'},
                'sort':[{'property':'sentAt'}],'calculateTotal':true}"""));
        var none = bench.call("EmailSubmission/query", "{\"accountId\":\"a1\",\"filter\":{\"identityIds\":[\"i2\"]}}");

        assertThat(got.at("/list/0/deliveryCounts/waiting").intValue()).isEqualTo(3);
        assertThat(got.get("notFound")).hasSize(2);
        assertThat(stockGot.at("/list/0/deliveryCounts").isMissingNode()).isTrue();
        assertThat(changes.at("/created/0").stringValue()).isEqualTo("s1");
        assertThat(query.get("total").intValue()).isEqualTo(1);
        assertThat(none.get("ids")).isEmpty();
    }

    private JsonNode send(String object) {
        return bench.call("EmailSubmission/set", quoted("{'accountId':'a1','create':{'k':" + object + "}}"));
    }

    private JsonNode stock(String object) {
        return bench.callStock("EmailSubmission/set", quoted("{'accountId':'a1','create':{'k':" + object + "}}"));
    }

    private String quoted(String text) {
        return text.replace("ENVELOPE", "{'mailFrom':{'email':'ada@postern.test'},'rcptTo':BOB}")
                .replace("BOB", TO_BOB)
                .replace("'EMAIL'", "'" + email + "'")
                .replace("'BLOB'", "'" + bench.upload(JmapBench.LETTER) + "'")
                .replace("'LARGE'", "'" + bench.upload("message/rfc822", large()) + "'")
                .replace('\'', '"');
    }

    private static Octets large() {
        return Octets.utf8(JmapBench.LETTER + "x".repeat(100_000));
    }

    private static String text(Submission.Parcel parcel) {
        return new String(parcel.message().toByteArray(), StandardCharsets.UTF_8);
    }
}
