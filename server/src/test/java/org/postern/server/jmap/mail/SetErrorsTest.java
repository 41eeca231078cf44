package org.postern.server.jmap.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.server.jmap.JmapBench;

/// What cannot be set is refused alone, with the word that the standard has for it (RFC 8620 §5.3,
/// RFC 8621 §2.5, §4.6, §4.8, §6.3). INBOX and TRASH stand for mailboxes, LETTER for an upload, e1 is there.
final class SetErrorsTest {
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Email/set | update | e9 | {} | notFound",
                "Email/set | update | bad | {} | notFound",
                "Email/set | update | #none | {} | notFound",
                "Email/set | update | e1 | {'subject':'x'} | invalidProperties subject",
                "Email/set | update | e1 | {'subject/x':true} | invalidPatch",
                "Email/set | update | e1 | {'keywords/$seen':false} | invalidProperties keywords",
                "Email/set | update | e1 | {'keywords/$seen':'yes'} | invalidProperties keywords",
                "Email/set | update | e1 | {'keywords/a(b':true} | invalidProperties keywords",
                "Email/set | update | e1 | {'keywords/\u212a':true} | invalidProperties keywords",
                "Email/set | update | e1 | {'keywords':{'$seen':false}} | invalidProperties keywords/$seen",
                "Email/set | update | e1 | {'keywords':7} | invalidProperties keywords",
                "Email/set | update | e1 | {'keywords':{},'keywords/$seen':true} | invalidPatch",
                "Email/set | update | e1 | {'keywords/a/b':true} | invalidPatch",
                "Email/set | update | e1 | {'keywords/':true} | invalidPatch",
                "Email/set | update | e1 | {'mailboxIds':{}} | invalidProperties mailboxIds",
                "Email/set | update | e1 | {'mailboxIds':null} | invalidProperties mailboxIds",
                "Email/set | update | e1 | {'mailboxIds/INBOX':null} | invalidProperties mailboxIds",
                "Email/set | update | e1 | {'mailboxIds/m999':true} | invalidProperties mailboxIds",
                "Email/set | update | e1 | {'mailboxIds/#none':true} | invalidProperties mailboxIds",
                "Email/set | update | e1 | {'sealedSummary':'AAAA'} | invalidProperties sealedSummary",
                "Email/set | update | e1 | {'sealedSummary':'?'} | invalidProperties sealedSummary",
                "Email/set | update | e1 | {'sealedSummary/x':'AAAA'} | invalidPatch",
                "Email/set | destroy | e9 | | notFound",
                "Email/set | destroy | m1 | | notFound",
                "Email/set | create | k | {} | invalidProperties mailboxIds",
                "Email/set | create | k | {'mailboxIds':{'m999':true}} | invalidProperties mailboxIds",
                "Email/set | create | k | {'mailboxIds':{'INBOX':true},'size':5} | invalidProperties size",
                "Email/set | create | k | {'mailboxIds':{'INBOX':true},'subject':'a\\r\\nBcc: x@y.z'} | invalidProperties subject",
                "Email/set | create | k | {'mailboxIds':{'INBOX':true},'from':[{'email':'a@b@c'}]} | invalidProperties from",
                "Email/set | create | k | {'mailboxIds':{'INBOX':true},'from':'ada'} | invalidProperties from",
                "Email/set | create | k | {'mailboxIds':{'INBOX':true},'messageId':['a b@c']} | invalidProperties messageId",
                "Email/set | create | k | {'mailboxIds':{'INBOX':true},'receivedAt':'+12026-01-01T00:00:00Z'} | invalidProperties receivedAt",
                "Email/set | create | k | {'mailboxIds':{'INBOX':true},'sentAt':'yesterday'} | invalidProperties sentAt",
                "Email/set | create | k | {'mailboxIds':{'INBOX':true},'attachments':[{'blobId':'a1-u-0'}]} | blobNotFound",
                "Email/set | create | k | {'mailboxIds':{'INBOX':true},'textBody':[{'partId':'1'}]} | invalidProperties bodyValues",
                "Email/set | create | k | {'mailboxIds':{'INBOX':true},'header:Content-Type':'x'} | invalidProperties header:Content-Type",
                "Email/set | create | k | {'mailboxIds':{'INBOX':true},'bodyStructure':{'type':'multipart/mixed'}} | invalidProperties bodyStructure",
                "Email/import | emails | k | {'mailboxIds':{'INBOX':true}} | invalidProperties blobId",
                "Email/import | emails | k | {'blobId':'a2-u-0','mailboxIds':{'INBOX':true}} | invalidProperties blobId",
                "Email/import | emails | k | {'blobId':'a1-e1-m','mailboxIds':{'INBOX':true}} | invalidProperties blobId",
                "Email/import | emails | k | {'blobId':'LETTER'} | invalidProperties mailboxIds",
                "Email/import | emails | k | {'blobId':'LETTER','mailboxIds':{'m999':true}} | invalidProperties mailboxIds",
                "Email/import | emails | k | {'blobId':'LETTER','mailboxIds':{'INBOX':true},'keywords':{'a b':true}} | invalidProperties keywords",
                "Email/import | emails | k | {'blobId':'LETTER','mailboxIds':{'INBOX':true},'subject':'x'} | invalidProperties subject",
                "Mailbox/set | create | k | {'name':'Work'} | forbidden",
                "Mailbox/set | create | k | {'sealedName':''} | invalidProperties sealedName",
                "Mailbox/set | create | k | {'sealedName':'AAAA','role':'inbox'} | invalidProperties role",
                "Mailbox/set | create | k | {'sealedName':'AAAA','parentId':'m999'} | invalidProperties parentId",
                "Mailbox/set | create | k | {'sealedName':'AAAA','parentId':'#none'} | invalidProperties parentId",
                "Mailbox/set | create | k | {'sealedName':'AAAA','sortOrder':-1} | invalidProperties sortOrder",
                "Mailbox/set | create | k | {'sealedName':'AAAA','totalEmails':5} | invalidProperties totalEmails",
                "Mailbox/set | update | m999 | {'sortOrder':1} | notFound",
                "Mailbox/set | update | INBOX | {'name':'In'} | invalidProperties name",
                "Mailbox/set | update | INBOX | {'role':'trash'} | invalidProperties role",
                "Mailbox/set | update | INBOX | {'totalEmails':1} | invalidProperties totalEmails",
                "Mailbox/set | update | INBOX | {'sortOrder/x':1} | invalidPatch",
                "Mailbox/set | update | INBOX | {'parentId':'TRASH'} | forbidden",
                "Mailbox/set | destroy | INBOX | | forbidden",
                "Mailbox/set | destroy | m999 | | notFound",
                "Identity/set | create | k | {'email':'x@y.z'} | forbidden",
                "Identity/set | update | i1 | {'name':'Ada'} | forbidden",
                "Identity/set | update | i2 | {'name':'Ada'} | notFound",
                "Identity/set | destroy | i1 | | forbidden",
            })
    void what_cannot_be_set_is_refused(String method, String verb, String name, String object, String error) {
        var before = bench.state();

        var answer = bench.call(method, arguments(verb, name, object));

        var word = switch (verb) {
            case "update" -> "notUpdated";
            case "destroy" -> "notDestroyed";
            default -> "notCreated";
        };
        var refusal = answer.path(word).path(filled(name));
        var expected = error.split(" ");
        assertThat(refusal.path("type").stringValue("")).as(answer.toString()).isEqualTo(expected[0]);
        if (expected.length > 1) {
            assertThat(refusal.get("properties").get(0).stringValue()).isEqualTo(expected[1]);
        }
        assertThat(bench.state()).isEqualTo(before);
    }

    /// RFC 8620 §3.6.2: these stop the whole call.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Email/set | {'accountId':'a2'} | accountNotFound",
                "Email/set | {'accountId':'a1','ifInState':'999'} | stateMismatch",
                "Email/set | {'accountId':'a1','ifInState':'old'} | stateMismatch",
                "Email/set | {'accountId':'a1','ifInState':7} | invalidArguments",
                "Email/set | {'accountId':'a1','ifInState':'999','create':{'k':{'mailboxIds':{'INBOX':true}}}} | stateMismatch",
                "Email/set | {'accountId':'a1','create':[]} | invalidArguments",
                "Email/set | {'accountId':'a1','create':{'k':7}} | invalidArguments",
                "Email/set | {'accountId':'a1','update':{'e1':null}} | invalidArguments",
                "Email/set | {'accountId':'a1','destroy':[1]} | invalidArguments",
                "Email/set | {'accountId':'a1','wish':1} | invalidArguments",
                "Email/import | {'accountId':'a1','ifInState':'999','emails':{}} | stateMismatch",
                "Mailbox/set | {'accountId':'a1','ifInState':'999'} | stateMismatch",
                "Mailbox/set | {'accountId':'a1','onDestroyRemoveEmails':'yes'} | invalidArguments",
                "Identity/set | {'accountId':'a1','ifInState':'999'} | stateMismatch",
                "Email/copy | {'accountId':'a1','fromAccountId':'a2','create':{}} | fromAccountNotFound",
                "Email/changes | {'accountId':'a1','sinceState':'999'} | cannotCalculateChanges",
                "Email/changes | {'accountId':'a1','sinceState':'old'} | cannotCalculateChanges",
                "Email/changes | {'accountId':'a1','sinceState':'1','maxChanges':0} | invalidArguments",
                "Mailbox/changes | {'accountId':'a1','sinceState':'999'} | cannotCalculateChanges",
                "Thread/changes | {'accountId':'a1','sinceState':'999'} | cannotCalculateChanges",
                "Identity/changes | {'accountId':'a1','sinceState':'7'} | cannotCalculateChanges",
                "Email/queryChanges | {'accountId':'a1','sinceQueryState':'999'} | cannotCalculateChanges",
                "Mailbox/queryChanges | {'accountId':'a1','sinceQueryState':'999'} | cannotCalculateChanges",
                "EmailSubmission/changes | {'accountId':'a1','sinceState':'999'} | cannotCalculateChanges",
            })
    void a_call_that_cannot_be_answered_is_one_error(String method, String arguments, String error) {
        var before = bench.state();

        var answer = bench.call(method, filled(arguments));

        assertThat(answer.path("type").stringValue("")).as(answer.toString()).isEqualTo(error);
        assertThat(bench.state()).isEqualTo(before);
    }

    /// RFC 8620 §5.3; the bench takes ten.
    @Test
    void more_objects_than_the_limit_are_too_large_a_request() {
        var ids = IntStream.range(0, 11).mapToObj(i -> "\"e" + (i + 1) + "\"").collect(Collectors.joining(","));

        var answer = bench.call("Email/set", "{\"accountId\":\"a1\",\"destroy\":[" + ids + "]}");

        assertThat(answer.get("type").stringValue()).isEqualTo("requestTooLarge");
    }

    @Test
    void a_message_that_is_both_changed_and_destroyed_is_destroyed() {
        var answer = bench.call("Email/set", """
                {"accountId":"a1","update":{"e1":{"keywords":{}}},"destroy":["e1"]}""");

        assertThat(answer.at("/notUpdated/e1/type").stringValue()).isEqualTo("willDestroy");
        assertThat(answer.at("/destroyed/0").stringValue()).isEqualTo("e1");
        assertThat(answer.get("updated").isNull()).isTrue();
    }

    /// RFC 8621 §4.6
    @Test
    void there_are_bounds_to_the_keywords_of_a_message() {
        var many = IntStream.range(0, 101).mapToObj(i -> "\"k" + i + "\":true").collect(Collectors.joining(","));

        var updated = bench.call("Email/set", """
                {"accountId":"a1","update":{"e1":{"keywords":{%s}}}}""".formatted(many));
        var imported = bench.call("Email/import", filled("""
                {"accountId":"a1","emails":{"k":{"blobId":"LETTER","mailboxIds":{"INBOX":true},"keywords":{%s}}}}""".formatted(many)));

        assertThat(updated.at("/notUpdated/e1/type").stringValue()).isEqualTo("tooManyKeywords");
        assertThat(imported.at("/notCreated/k/type").stringValue()).isEqualTo("tooManyKeywords");
    }

    private String arguments(String verb, String name, String object) {
        var value = verb.equals("destroy") ? "['" + name + "']" : "{'" + name + "':" + object + "}";
        return filled("{'accountId':'a1','" + verb + "':" + value + "}");
    }

    private String filled(String text) {
        var blob = text.contains("LETTER") ? bench.upload(JmapBench.LETTER) : "";
        return text.replace('\'', '"')
                .replace("INBOX", bench.mailbox("inbox"))
                .replace("TRASH", bench.mailbox("trash"))
                .replace("LETTER", blob);
    }
}
