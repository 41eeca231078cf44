package org.postern.server.jmap.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.seal.SealedMessage;
import org.postern.server.accounts.Account;
import org.postern.server.accounts.AccountId;
import org.postern.server.blobs.BlobSettings;
import org.postern.server.blobs.FolderDisk;
import org.postern.server.blobs.SegmentBlobs;
import org.postern.server.db.TestDatabase;
import org.postern.server.events.Events;
import org.postern.server.jmap.core.ApiRequest;
import org.postern.server.jmap.core.Dispatcher;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Limits;
import org.postern.server.mailstore.MailBodies;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.NewEmail;
import org.postern.server.mailstore.Role;
import org.postern.server.mailstore.StoredMail;
import org.postern.server.settings.Size;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;

/// Over the real store.
final class MailMethodsTest {
    private static final Limits LIMITS = new Limits(1000, 1, 1000, 1, 40, 500, 500);
    private static final Account ADA =
            new Account(new AccountId(1), MailAddress.parse("ada@postern.test").orElseThrow(), false, 0, Instant.EPOCH);

    @TempDir
    Path folder;

    private TestDatabase database;
    private SegmentBlobs blobs;
    private StoredMail mailstore;
    private Dispatcher dispatcher;

    @BeforeEach
    void open() {
        database = new TestDatabase(folder);
        blobs = SegmentBlobs.open(
                FolderDisk.in(folder.resolve("blobs")),
                new BlobSettings(new Size(1 << 20)),
                List.of(new MailBodies(database)));
        mailstore = new StoredMail(database, blobs, new Events());
        mailstore.open(ADA.id(), 1_000_000);
        mailstore.append(List.of(new Mailstore.Delivery(
                ADA.id(),
                new NewEmail(
                        new SealedMessage(
                                Octets.of(new byte[111]), Octets.of(new byte[600]), Octets.of(new byte[2000])),
                        Octets.of(new byte[16]),
                        Set.of(new NewEmail.Folder.ByRole(Role.INBOX)),
                        Set.of(),
                        Instant.parse("2026-11-23T12:00:00Z")))));
        var emails = new NewEmails(mailstore, (account, message, place) -> null, null);
        dispatcher = new Dispatcher(
                List.of(
                        new MailboxGet(LIMITS),
                        new EmailQueryMethod(),
                        new EmailGet(LIMITS),
                        new EmailSet(emails, null, LIMITS)),
                mailstore);
    }

    @AfterEach
    void close() {
        mailstore.close();
        blobs.close();
        database.close();
    }

    @Test
    void a_list_is_had_in_one_request() {
        var answer = ask("""
                ["Email/query", {"accountId": "a1", "filter": {"minSize": 1000}}, "0"],
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

    private String ask(String calls) {
        var text = "{\"using\":[\"urn:ietf:params:jmap:core\",\"urn:ietf:params:jmap:mail\"],\"methodCalls\":[" + calls
                + "]}";
        var request = ApiRequest.read(Json.read(text).orElseThrow(), LIMITS);
        return new String(Json.write(dispatcher.answer(ADA, request, "s")), StandardCharsets.UTF_8);
    }
}
