package org.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.server.accounts.TestAccounts;
import org.postern.unseal.Box;
import org.postern.unseal.BoxLabel;

/// Logins and recovery.
class ApiTest extends ApiFixture {
    @Test
    void an_account_is_made_logged_into_and_read() throws Exception {
        var made = post("/api/signup", ada.application(PASSWORD));
        assertThat(made.statusCode()).isEqualTo(201);

        var begun = json(begin(ada));
        var client = lastClient;
        var proof = ada.proof(client, begun, PASSWORD);
        var in = post("/api/login/finish", finish(begun, proof.clientProof(), true));

        assertThat(in.statusCode()).isEqualTo(200);
        assertThat(proof.accepts(TestPerson.octets(json(in).get("M2")))).isTrue();
        assertThat(json(in).get("totp").asBoolean()).isFalse();
        assertThat(in.headers().firstValue("Set-Cookie").orElse(""))
                .contains("postern=", "HttpOnly", "SameSite=Strict", "Path=/")
                .doesNotContain("Secure");
        var account = json(get("/api/account", token(in)));
        assertThat(account.get("accountId").asString())
                .isEqualTo(json(made).get("accountId").asString());
        assertThat(account.get("address").asString()).isEqualTo("ada@example.org");
        assertThat(TestPerson.octets(account.get("threadKey"))).hasSize(32);
        assertThat(account.has("settings")).isFalse();
        assertThat(ada.keys.areServedAs(
                        TestPerson.octets(account.get("certificates").get("v6")),
                        TestPerson.octets(account.get("certificates").get("v4")),
                        TestPerson.octets(account.get("keyList").get("data")),
                        TestPerson.octets(account.get("keyList").get("signature"))))
                .isTrue();
        var id = door.register.account(ada.address).orElseThrow().id();
        assertThat(directory.storageCertificate(id).fingerprintText())
                .isEqualTo(ada.keys.v6().fingerprintText());
    }

    @Test
    void a_wrong_password_is_refused_and_a_login_id_is_used_once() throws Exception {
        signUp(ada);
        var begun = json(begin(ada));
        var wrong = ada.proof(lastClient, begun, "wrong");

        assertProblem(post("/api/login/finish", finish(begun, wrong.clientProof(), false)), 401, "wrong-credentials");

        var right = ada.proof(lastClient, begun, PASSWORD);
        assertProblem(post("/api/login/finish", finish(begun, right.clientProof(), false)), 410, "expired");
        var late = json(begin(ada));
        var proof = ada.proof(lastClient, late, PASSWORD);
        door.clock.advance(Duration.ofMinutes(3));
        assertProblem(post("/api/login/finish", finish(late, proof.clientProof(), false)), 410, "expired");
    }

    /// THREAT T-07
    @Test
    void a_name_that_does_not_exist_answers_like_one_that_does() throws Exception {
        signUp(ada);
        var nobody = new TestPerson("nobody@example.org");

        var known = json(begin(ada));
        var unknown = json(begin(nobody));
        var again = json(begin(nobody));

        assertThat(shape(unknown)).isEqualTo(shape(known));
        assertThat(again.get("srpSalt")).isEqualTo(unknown.get("srpSalt"));
        assertThat(again.get("kdf")).isEqualTo(unknown.get("kdf"));
        assertThat(again.get("B")).isNotEqualTo(unknown.get("B"));
        var proof = nobody.proof(lastClient, again, PASSWORD);
        assertProblem(post("/api/login/finish", finish(again, proof.clientProof(), false)), 401, "wrong-credentials");
        var recovery = json(post("/api/recover/begin", Map.of("address", "nobody@example.org")));
        assertThat(shape(recovery))
                .isEqualTo(shape(json(post("/api/recover/begin", Map.of("address", "ada@example.org")))));
    }

    @Test
    void numbers_that_would_give_a_login_away_end_it() throws Exception {
        signUp(ada);

        for (var a : List.of(new byte[512], new byte[511], new byte[513])) {
            assertProblem(
                    post("/api/login/begin", Map.of("address", "ada@example.org", "A", TestPerson.base64(a))),
                    400,
                    "bad-request");
        }
    }

    /// THREAT T-06
    @Test
    void guessing_is_held_up_and_the_owner_is_not() throws Exception {
        signUp(ada);
        login(ada, PASSWORD); // the owner has been here
        HttpResponse<String> last = begin(ada);

        for (int i = 0; i < 40 && last.statusCode() == 200; i++) {
            last = begin(new TestPerson("nobody@example.org"));
        }

        assertProblem(last, 429, "rate-limited");
        assertThat(last.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
        assertThat(begin(ada).statusCode()).isEqualTo(200);
    }

    @Test
    void the_second_factor_is_asked_for_and_a_code_is_used_once() throws Exception {
        signUp(ada);
        var token = login(ada, PASSWORD);
        var proposal = json(send("POST", "/api/totp/begin", token, Map.of()));
        var secret = proposal.get("secret").asString();
        assertThat(proposal.get("uri").asString()).startsWith("otpauth://totp/").contains("secret=" + secret);
        assertProblem(send("POST", "/api/totp/confirm", token, Map.of("code", "000000x")), 401, "totp-wrong");
        var first = TestAccounts.code(secret, door.clock.instant());
        assertThat(send("POST", "/api/totp/confirm", token, Map.of("code", first))
                        .statusCode())
                .isEqualTo(204);

        var begun = json(begin(ada));
        var proof = ada.proof(lastClient, begun, PASSWORD);
        var half = post("/api/login/finish", finish(begun, proof.clientProof(), true));

        assertThat(json(half).get("totp").asBoolean()).isTrue();
        assertThat(json(half).has("token")).isFalse();
        assertThat(half.headers().firstValue("Set-Cookie")).isEmpty();
        var id = begun.get("loginId").asString();
        assertProblem(post("/api/login/totp", Map.of("loginId", id, "code", first)), 401, "totp-wrong");
        door.clock.advance(Duration.ofSeconds(30));
        var next = TestAccounts.code(secret, door.clock.instant());
        var in = post("/api/login/totp", Map.of("loginId", id, "code", next));
        assertThat(get("/api/account", token(in)).statusCode()).isEqualTo(200);
        assertThat(in.headers().firstValue("Set-Cookie")).isPresent();
        assertProblem(post("/api/login/totp", Map.of("loginId", id, "code", next)), 410, "expired");
    }

    @Test
    void the_phrase_gives_a_new_password_and_removes_the_second_factor() throws Exception {
        signUp(ada);
        var token = login(ada, PASSWORD);
        var begun = json(post("/api/recover/begin", Map.of("address", "ada@example.org")));
        var signature = ada.phrase.signature().sign(ada.address, TestPerson.octets(begun.get("challenge")));
        var id = begun.get("recoveryId").asString();

        var opened =
                json(post("/api/recover/open", Map.of("recoveryId", id, "signature", TestPerson.base64(signature))));

        assertThat(Box.open(
                        ada.phrase.phraseKey(),
                        BoxLabel.ACCOUNT_KEY_BY_PHRASE,
                        TestPerson.octets(opened.get("wrappedByPhrase"))))
                .hasValue(ada.accountKey.unredacted());
        var finish = Map.of("recoveryId", id, "login", ada.login("recovered"));
        assertThat(post("/api/recover/finish", finish).statusCode()).isEqualTo(204);
        assertThat(get("/api/account", token).statusCode()).isEqualTo(401);
        assertThat(get("/api/account", login(ada, "recovered")).statusCode()).isEqualTo(200);
        assertProblem(post("/api/recover/finish", finish), 410, "expired");
    }

    @Test
    void another_phrase_recovers_nothing() throws Exception {
        signUp(ada);
        var begun = json(post("/api/recover/begin", Map.of("address", "ada@example.org")));
        var stranger = new TestPerson("ada@example.org");
        var signature = stranger.phrase.signature().sign(ada.address, TestPerson.octets(begun.get("challenge")));
        var id = begun.get("recoveryId").asString();

        assertProblem(
                post("/api/recover/open", Map.of("recoveryId", id, "signature", TestPerson.base64(signature))),
                401,
                "wrong-credentials");
        assertProblem(post("/api/recover/finish", Map.of("recoveryId", id, "login", ada.login("x"))), 410, "expired");
    }

    /// THREAT T-29
    @Test
    void one_network_makes_few_accounts_without_invitations() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertProblem(post("/api/signup", Map.of()), 400, "bad-request");
        }

        assertProblem(post("/api/signup", ada.application(PASSWORD)), 429, "rate-limited");
        var madeUp = with(ada.application(PASSWORD), "invite", "A".repeat(43));
        assertProblem(post("/api/signup", madeUp), 429, "rate-limited");
        var invited = with(ada.application(PASSWORD), "invite", invitations.make(Optional.empty()));
        assertThat(post("/api/signup", invited).statusCode()).isEqualTo(201);
    }

    @Test
    void another_sites_page_makes_no_call() throws Exception {
        signUp(ada);

        var answer = door.send("POST", "/api/login/begin", "{}", "Sec-Fetch-Site", "cross-site");

        assertProblem(answer, 403, "bad-request");
    }
}
