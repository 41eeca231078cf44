package org.postern.server.jmap;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.postern.seal.Certificate;
import org.postern.seal.Sealer;
import org.postern.server.accounts.Account;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.ThreadKeys;
import org.postern.server.blobs.BlobSettings;
import org.postern.server.blobs.FolderDisk;
import org.postern.server.blobs.SegmentBlobs;
import org.postern.server.db.TestDatabase;
import org.postern.server.events.Events;
import org.postern.server.jmap.blob.BlobId;
import org.postern.server.jmap.blob.Uploads;
import org.postern.server.jmap.core.ApiRequest;
import org.postern.server.jmap.core.Dispatcher;
import org.postern.server.jmap.core.Echo;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.mail.MailMethods;
import org.postern.server.jmap.mail.ServerSealing;
import org.postern.server.jmap.submit.SubmissionMethods;
import org.postern.server.keys.Directory;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.MailBodies;
import org.postern.server.mailstore.StoredMail;
import org.postern.server.settings.Size;
import org.postern.server.time.ManualClock;
import org.postern.unseal.Opener;
import org.postern.unseal.SecretKeys;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import tools.jackson.databind.JsonNode;

/// Ada's account `a1` with everything that methods work on: the real store, real sealing, a queue that
/// remembers. What was sealed can be opened here as her client would.
public final class JmapBench implements AutoCloseable {
    public static final MailAddress ADDRESS =
            MailAddress.parse("ada@postern.test").orElseThrow();
    public static final Account ADA = new Account(new AccountId(1), ADDRESS, false, 10_000_000, Instant.EPOCH);
    public static final Limits LIMITS = new Limits(200_000, 4, 1_000_000, 4, 40, 500, 10);
    public static final String SEALED_TYPE = "application/vnd.postern.sealed";

    /// A whole message of hers, in the clear.
    public static final String LETTER = """
            From: Ada <ada@postern.test>\r
            To: Bob <bob@example.net>\r
            Cc: cy@example.net\r
            Bcc: dee@example.net\r
            Subject: The engine\r
            Message-ID: <1@postern.test>\r
            \r
            It weaves.\r
            """;

    public final ManualClock clock = new ManualClock();
    public final Events events = new Events();
    public final StoredMail mailstore;
    public final Uploads uploads = new Uploads(clock, 10_000_000, 10_000_000);
    public final RecordingQueue queue = new RecordingQueue(clock);
    public final SecretKeys keys = SecretKeys.generate(ADDRESS, clock.instant(), new SecureRandom());
    public final Directory directory = new OnlyHers();
    public final ThreadKeys threadKeys = account -> new byte[32];

    private final TestDatabase database;
    private final SegmentBlobs blobs;
    private final Dispatcher dispatcher;

    public JmapBench(Path folder) {
        database = new TestDatabase(folder);
        blobs = SegmentBlobs.open(
                FolderDisk.in(folder.resolve("blobs")),
                new BlobSettings(new Size(1 << 20)),
                List.of(new MailBodies(database)));
        mailstore = new StoredMail(database, blobs, events);
        mailstore.open(ADA.id(), ADA.quotaBytes());
        var sealing = new ServerSealing(Sealer.standard(), directory, threadKeys);
        var methods = new ArrayList<Method>(List.of(new Echo()));
        methods.addAll(MailMethods.all(new MailMethods.Ground(mailstore, directory, sealing, uploads, clock), LIMITS));
        methods.addAll(
                SubmissionMethods.all(queue, mailstore, uploads, new SubmissionMethods.Bounds(3, 100_000), LIMITS));
        dispatcher = new Dispatcher(methods, mailstore);
    }

    @Override
    public void close() {
        mailstore.close();
        blobs.close();
        database.close();
    }

    /// Uploads it as a client would; gives its blob id.
    public String upload(String type, Octets octets) {
        return uploads.put(ADA.id(), type, octets).orElseThrow().id().toString();
    }

    public String upload(String message) {
        return upload("message/rfc822", Octets.utf8(message));
    }

    /// Imports it readable into the inbox; gives its id.
    public String imported(String message) {
        var answer = callStock("Email/import", """
                {"accountId":"a1","emails":{"k":{"blobId":"%s","mailboxIds":{"%s":true}}}}""".formatted(upload(message), mailbox("inbox")));
        return answer.at("/created/k/id").stringValue();
    }

    /// The id of the mailbox that has a role.
    public String mailbox(String role) {
        for (var mailbox : callStock("Mailbox/get", "{\"accountId\":\"a1\"}").get("list")) {
            if (mailbox.get("role").isString()
                    && role.equals(mailbox.get("role").stringValue())) {
                return mailbox.get("id").stringValue();
            }
        }
        throw new AssertionError("no mailbox is " + role);
    }

    public Octets sealed(String summary, String message) {
        var sealed = Sealer.standard().seal(keys.v6(), Octets.utf8(summary), Octets.utf8(message));
        return Octets.join(sealed.key(), sealed.summary(), sealed.body());
    }

    /// The summary of a stored message, as Ada reads it.
    public String summary(String emailId) {
        var sealed = call("Email/get", """
                {"accountId":"a1","ids":["%s"],"properties":["sealedSummary"]}""".formatted(emailId))
                .at("/list/0/sealedSummary")
                .stringValue();
        return text(Octets.of(Base64.getDecoder().decode(sealed)));
    }

    /// The original of a stored message, as Ada reads it.
    public String original(String emailId) {
        var id = new EmailId(Long.parseLong(emailId.substring(1)));
        return mailstore.read(ADA.id(), snapshot -> {
            var email = snapshot.emails(List.of(id)).getFirst();
            return text(Octets.join(snapshot.openings(List.of(id)).get(id).key(), mailstore.body(email)));
        });
    }

    public String state() {
        return Long.toString(mailstore.read(ADA.id(), org.postern.server.mailstore.Snapshot::state));
    }

    /// The answer of one method to a client that names our capability.
    public JsonNode call(String method, String arguments) {
        return only(ask(ADA, "[\"%s\",%s,\"0\"]".formatted(method, arguments), true));
    }

    /// The answer of one method to a stock client.
    public JsonNode callStock(String method, String arguments) {
        return only(ask(ADA, "[\"%s\",%s,\"0\"]".formatted(method, arguments), false));
    }

    /// The method responses to calls that are written as in a request.
    public JsonNode ask(Account account, String calls, boolean sealed) {
        var using = sealed ? ",\"https://postern.org/jmap/sealed\"" : "";
        var request = """
                {"using":["urn:ietf:params:jmap:core","urn:ietf:params:jmap:mail","urn:ietf:params:jmap:submission"%s],
                "methodCalls":[%s]}""".formatted(using, calls);
        var body = Json.read(request).orElseThrow();
        return answer(account, ApiRequest.read(body, LIMITS)).get("methodResponses");
    }

    /// The Response object to a whole request.
    public JsonNode answer(Account account, ApiRequest request) {
        return dispatcher.answer(account, request, "s");
    }

    /// An upload's id, read back.
    public static BlobId.Upload uploadId(String text) {
        return (BlobId.Upload) BlobId.read(text, ADA.id()).orElseThrow();
    }

    private static JsonNode only(JsonNode responses) {
        return responses.get(0).get(1);
    }

    private String text(Octets sealed) {
        var opened = new Opener(keys).open(sealed).orElseThrow();
        return new String(opened.toByteArray(), StandardCharsets.UTF_8);
    }

    private final class OnlyHers implements Directory {
        @Override
        public Certificate storageCertificate(AccountId account) {
            return keys.v6();
        }

        @Override
        public Optional<Listed> lookUp(MailAddress address) {
            return Optional.empty();
        }
    }
}
