package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.RunningPostern;
import org.postern.lab.peers.Unbound;
import rs.ltt.jmap.client.JmapClient;
import rs.ltt.jmap.client.event.State;
import rs.ltt.jmap.client.http.BasicAuthHttpAuthentication;
import rs.ltt.jmap.client.http.BearerAuthHttpAuthentication;
import rs.ltt.jmap.common.entity.Email;
import rs.ltt.jmap.common.entity.Role;
import rs.ltt.jmap.common.entity.capability.MailAccountCapability;
import rs.ltt.jmap.common.entity.filter.EmailFilterCondition;
import rs.ltt.jmap.common.method.call.email.GetEmailMethodCall;
import rs.ltt.jmap.common.method.call.email.QueryEmailMethodCall;
import rs.ltt.jmap.common.method.call.mailbox.GetMailboxMethodCall;
import rs.ltt.jmap.common.method.response.email.GetEmailMethodResponse;
import rs.ltt.jmap.common.method.response.email.QueryEmailMethodResponse;
import rs.ltt.jmap.common.method.response.mailbox.GetMailboxMethodResponse;

/// A JMAP client library that we did not write (rs.ltt.jmap), which knows nothing of sealed mail.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StockClientTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final String ADDRESS = "ada@postern.localhost";

    private Path folder;

    private Unbound names;
    private RunningPostern service;
    private String token;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        this.folder = folder;
        names = Unbound.start(folder.resolve("names"), List.of());
        service = RunningPostern.up(TREE.root(), folder.resolve("data"), RunningPostern.firstSteps(names.port()));
        Files.writeString(folder.resolve("password"), "correct horse battery staple\n");
        mail("signup");
        token = mail("token", "a stock client").strip();
        swaks("first");
    }

    @AfterAll
    void stop() {
        service.close();
        names.close();
    }

    @Test
    void logs_in_lists_and_fetches_pgp_mime() throws Exception {
        try (var client = new JmapClient(new BearerAuthHttpAuthentication(ADDRESS, token), session())) {
            var account = client.getSession().get().getPrimaryAccount(MailAccountCapability.class);

            var email = newest(client, account);

            assertThat(email.getSubject()).isEqualTo("...");
            assertThat(email.getFrom())
                    .singleElement()
                    .satisfies(from -> assertThat(from.getEmail()).isEqualTo("sealed@postern.localhost"));
            try (var download =
                    client.download(account, wholeMessage(email)).get().getInputStream()) {
                var message = new String(download.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(message)
                        .contains("multipart/encrypted")
                        .contains("-----BEGIN PGP MESSAGE-----")
                        .doesNotContain("first");
            }
        }
    }

    @Test
    void a_token_is_also_taken_as_the_password_of_basic() throws Exception {
        try (var client = new JmapClient(new BasicAuthHttpAuthentication(ADDRESS, token), session())) {
            assertThat(client.getSession().get().getPrimaryAccount(MailAccountCapability.class))
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hears_of_new_mail_by_push(boolean webSocket) throws Exception {
        try (var client = new JmapClient(new BearerAuthHttpAuthentication(ADDRESS, token), session())) {
            client.setUseWebSocket(webSocket);
            var account = client.getSession().get().getPrimaryAccount(MailAccountCapability.class);
            var heard = new CountDownLatch(1);
            var push = client.monitorEvents(change -> {
                        if (change.getChanged()
                                .getOrDefault(account, java.util.Map.of())
                                .containsKey(Email.class)) {
                            heard.countDown();
                        }
                        return true;
                    })
                    .get();
            Await.until(
                    () -> push.getConnectionState() == State.CONNECTED,
                    Duration.ofSeconds(30),
                    () -> push.getConnectionState() + service.log());

            swaks("pushed");

            assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Email newest(JmapClient client, String account) throws Exception {
        var mailboxes = client.call(
                        GetMailboxMethodCall.builder().accountId(account).build())
                .get()
                .getMain(GetMailboxMethodResponse.class)
                .getList();
        var inbox = java.util.Arrays.stream(mailboxes)
                .filter(mailbox -> mailbox.getRole() == Role.INBOX)
                .findFirst()
                .orElseThrow();
        assertThat(inbox.getTotalEmails()).isPositive();
        var calls = client.newMultiCall();
        var query = calls.call(QueryEmailMethodCall.builder()
                .accountId(account)
                .filter(EmailFilterCondition.builder().inMailbox(inbox.getId()).build())
                .build());
        var fetch = calls.call(GetEmailMethodCall.builder()
                .accountId(account)
                .idsReference(query.createResultReference("/ids"))
                .fetchAllBodyValues(true)
                .build());
        calls.execute();
        assertThat(query.getMethodResponses()
                        .get()
                        .getMain(QueryEmailMethodResponse.class)
                        .getIds())
                .isNotEmpty();
        return fetch.getMethodResponses()
                .get()
                .getMain(GetEmailMethodResponse.class)
                .getList()[0];
    }

    private static rs.ltt.jmap.common.entity.Downloadable wholeMessage(Email email) {
        return new rs.ltt.jmap.common.entity.Downloadable() {
            @Override
            public String getBlobId() {
                return email.getBlobId();
            }

            @Override
            public String getType() {
                return "message/rfc822";
            }

            @Override
            public String getName() {
                return "message.eml";
            }

            @Override
            public Long getSize() {
                return email.getSize();
            }
        };
    }

    private HttpUrl session() {
        return HttpUrl.get(service.site() + "/.well-known/jmap");
    }

    private String mail(String... words) {
        return service.mail(ADDRESS, folder.resolve("password"), words);
    }

    private void swaks(String subject) {
        Child.run(
                folder,
                Duration.ofSeconds(30),
                "swaks",
                "--server",
                "127.0.0.1",
                "--port",
                Integer.toString(service.smtpPort()),
                "--from",
                "bob@peer.test",
                "--to",
                ADDRESS,
                "--tls",
                "--header",
                "Subject: " + subject,
                "--body",
                "words of " + subject);
    }
}
