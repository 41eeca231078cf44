package org.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.accounts.AccountSettings;
import org.postern.server.accounts.AccountSettings.SignUpMode;
import org.postern.server.accounts.Guard;
import org.postern.server.accounts.Invitations;
import org.postern.server.accounts.Login;
import org.postern.server.accounts.OwnAccount;
import org.postern.server.accounts.Recovery;
import org.postern.server.accounts.SignUp;
import org.postern.server.accounts.TestAccounts;
import org.postern.server.keys.StoredDirectory;
import org.postern.server.settings.Size;
import org.postern.unseal.Box;
import org.postern.unseal.BoxLabel;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// docs/format/account.md over a real port, with the client's half of `unseal`.
class ApiTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PASSWORD = "correct horse";

    @TempDir
    Path folder;

    private TestDoor door;
    private Invitations invitations;
    private StoredDirectory directory;
    private TestPerson ada;

    @BeforeEach
    void open() {
        open(SignUpMode.OPEN);
        door.register.addDomain(new Domain("example.org"));
        ada = new TestPerson("ada@example.org");
    }

    private void open(SignUpMode mode) {
        door = new TestDoor(folder, TestDoor.standard());
        var random = new SecureRandom();
        var settings = new AccountSettings(mode, new Size(1_000_000), Duration.ofDays(7));
        var guard = new Guard(door.database, door.register, door.clock, random);
        invitations = new Invitations(door.database, settings, door.clock, random);
        directory = new StoredDirectory(door.database, door.register);
        var rooms = new Api.Rooms(
                door.register,
                door.sessions,
                new SignUp(door.database, door.register, settings, door.clock),
                new Login(door.database, door.sessions, guard, door.clock, random),
                new Recovery(door.database, door.sessions, guard, door.clock, random),
                new OwnAccount(door.database, door.sessions, door.clock, random),
                directory);
        door.open(new Api(rooms, door.gate, door.context(), "0.1"), List.of(Readiness.database(door.database)));
    }

    @AfterEach
    void close() {
        door.close();
    }

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
    void a_password_change_wraps_the_account_key_anew_and_ends_other_sessions() throws Exception {
        signUp(ada);
        var other = login(ada, PASSWORD);
        var token = login(ada, PASSWORD);
        var before = json(get("/api/account", token));

        var changed = send("POST", "/api/account/password", token, Map.of("login", ada.login("new one")));

        assertThat(changed.statusCode()).isEqualTo(204);
        assertProblem(get("/api/account", other), 401, "expired");
        var after = json(get("/api/account", login(ada, "new one")));
        assertThat(after.get("lockedKeys")).isEqualTo(before.get("lockedKeys"));
        assertThat(after.get("wrappedByPassword")).isNotEqualTo(before.get("wrappedByPassword"));
        var begun = json(begin(ada));
        var old = ada.proof(lastClient, begun, PASSWORD);
        assertThat(post("/api/login/finish", finish(begun, old.clientProof(), false))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void what_locks_the_account_changes_only_shortly_after_a_login() throws Exception {
        signUp(ada);
        var token = login(ada, PASSWORD);
        var app = json(send("POST", "/api/sessions", token, Map.of("label", "mail program")));

        door.clock.advance(Duration.ofMinutes(11));

        assertProblem(
                send("POST", "/api/account/password", token, Map.of("login", ada.login("x"))), 403, "reauthenticate");
        assertProblem(send("POST", "/api/totp/begin", token, Map.of()), 403, "reauthenticate");
        assertProblem(
                send("POST", "/api/sessions", app.get("token").asString(), Map.of("label", "x")),
                403,
                "reauthenticate");
        assertThat(get("/api/account", app.get("token").asString()).statusCode())
                .isEqualTo(200);
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

    @Test
    void sessions_are_listed_and_revoked() throws Exception {
        signUp(ada);
        var token = login(ada, PASSWORD);
        var app = json(send("POST", "/api/sessions", token, Map.of("label", "mail program")));

        var listed = json(get("/api/sessions", token));

        assertThat(listed).hasSize(2);
        assertThat(listed.get(0).get("kind").asString()).isEqualTo("app");
        assertThat(listed.get(0).get("label").asString()).isEqualTo("mail program");
        assertThat(listed.get(1).get("current").asBoolean()).isTrue();
        var path = "/api/sessions/" + app.get("id").asString();
        assertThat(send("DELETE", path, token, Map.of()).statusCode()).isEqualTo(204);
        assertThat(send("DELETE", path, token, Map.of()).statusCode()).isEqualTo(404);
        assertThat(get("/api/account", app.get("token").asString()).statusCode())
                .isEqualTo(401);
        assertThat(send("POST", "/api/logout", token, Map.of()).statusCode()).isEqualTo(204);
        assertThat(get("/api/account", token).statusCode()).isEqualTo(401);
    }

    @Test
    void settings_are_kept_as_they_came_and_bounded() throws Exception {
        signUp(ada);
        var token = login(ada, PASSWORD);

        assertThat(send("PUT", "/api/account/settings", token, Map.of("settings", "AAECAw=="))
                        .statusCode())
                .isEqualTo(204);

        assertThat(json(get("/api/account", token)).get("settings").asString()).isEqualTo("AAECAw==");
        var large = TestPerson.base64(new byte[64 * 1024 + 1]);
        assertProblem(send("PUT", "/api/account/settings", token, Map.of("settings", large)), 413, "too-large");
    }

    @Test
    void keys_are_shown_to_users_of_this_server_only() throws Exception {
        signUp(ada);
        var token = login(ada, PASSWORD);

        var listed = json(get("/api/keys?address=Ada%2Bnews@example.org", token));

        assertThat(listed.get("address").asString()).isEqualTo("ada@example.org");
        assertThat(TestPerson.octets(listed.get("certificates").get("v6")))
                .isEqualTo(ada.keys.v6().encoded());
        assertProblem(get("/api/keys?address=bea@example.org", token), 404, "not-found");
        assertProblem(get("/api/keys?address=postmaster@example.org", token), 404, "not-found");
        assertThat(door.get("/api/keys?address=ada@example.org").statusCode()).isEqualTo(401);
    }

    @Test
    void sign_up_takes_only_what_is_as_it_says() throws Exception {
        var bea = new TestPerson("bea@example.org").application(PASSWORD);
        signUp(ada);

        assertProblem(post("/api/signup", ada.application(PASSWORD)), 409, "address-taken");
        assertProblem(post("/api/signup", with(bea, "address", "ADA@example.org")), 400, "bad-request");
        assertProblem(post("/api/signup", with(bea, "address", "bea@example.net")), 422, "address-not-allowed");
        assertProblem(post("/api/signup", with(bea, "address", "admin@example.org")), 422, "address-not-allowed");
        assertProblem(
                post(
                        "/api/signup",
                        with(bea, "keyList", ada.application(PASSWORD).get("keyList"))),
                400,
                "bad-request");
        assertProblem(post("/api/signup", with(bea, "phrasePublicKey", "AAAA")), 400, "bad-request");
        assertProblem(post("/api/signup", with(bea, "lockedKeys", "")), 400, "bad-request");
        assertProblem(post("/api/signup", Map.of("address", "bea@example.org")), 400, "bad-request");
        assertThat(door.register.all()).hasSize(1);
    }

    @Test
    void the_operator_says_who_may_sign_up() throws Exception {
        door.close();
        open(SignUpMode.INVITED);
        assertThat(door.get("/api/site").body())
                .isEqualTo("{\"domains\":[\"example.org\"],\"signUp\":\"invited\",\"version\":\"0.1\"}");
        assertProblem(post("/api/signup", ada.application(PASSWORD)), 403, "invite-needed");

        var code = invitations.make(Optional.empty());
        assertThat(post("/api/signup", with(ada.application(PASSWORD), "invite", code))
                        .statusCode())
                .isEqualTo(201);
        var bea = new TestPerson("bea@example.org").application(PASSWORD);
        assertProblem(post("/api/signup", with(bea, "invite", code)), 403, "invite-needed");
        var late = invitations.make(Optional.empty());
        door.clock.advance(Duration.ofDays(8));
        assertProblem(post("/api/signup", with(bea, "invite", late)), 403, "invite-needed");

        door.close();
        open(SignUpMode.CLOSED);
        var any = invitations.make(Optional.empty());
        assertProblem(post("/api/signup", with(bea, "invite", any)), 403, "sign-up-closed");
        var abuse = new TestPerson("abuse@example.org").application(PASSWORD);
        var bound = invitations.make(MailAddress.parse("abuse@example.org"));
        assertThat(post("/api/signup", with(abuse, "invite", bound)).statusCode())
                .isEqualTo(201);
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

    private org.postern.unseal.SrpClient lastClient;

    private HttpResponse<String> begin(TestPerson person) throws Exception {
        lastClient = person.begin();
        return post(
                "/api/login/begin",
                Map.of("address", person.address.toString(), "A", TestPerson.base64(lastClient.publicNumber())));
    }

    private String login(TestPerson person, String password) throws Exception {
        var begun = json(begin(person));
        var proof = person.proof(lastClient, begun, password);
        return token(post("/api/login/finish", finish(begun, proof.clientProof(), false)));
    }

    private void signUp(TestPerson person) throws Exception {
        assertThat(post("/api/signup", person.application(PASSWORD)).statusCode())
                .isEqualTo(201);
    }

    private static Map<String, Object> finish(JsonNode begun, byte[] proof, boolean cookie) {
        return Map.of("loginId", begun.get("loginId").asString(), "M1", TestPerson.base64(proof), "cookie", cookie);
    }

    private static Map<String, Object> with(Map<String, Object> body, String name, Object value) {
        var changed = new HashMap<>(body);
        changed.put(name, value);
        return changed;
    }

    private static String shape(JsonNode node) {
        if (node.isObject()) {
            var text = new StringBuilder("{");
            node.properties()
                    .forEach(member -> text.append(member.getKey()).append(':').append(shape(member.getValue())));
            return text.append('}').toString();
        }
        return node.isString() ? "s" + node.asString().length() : node.toString();
    }

    private static String token(HttpResponse<String> in) {
        return json(in).get("token").asString();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String name) {
        assertThat(answer.statusCode() + answer.body()).startsWith(status + "{").contains("about:blank#" + name + "\"");
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        return door.get(path, "Authorization", "Bearer " + token);
    }

    private HttpResponse<String> post(String path, Map<String, ?> body) throws Exception {
        return door.send("POST", path, JSON.writeValueAsString(body));
    }

    private HttpResponse<String> send(String method, String path, String token, Map<String, ?> body) throws Exception {
        return door.send(method, path, JSON.writeValueAsString(body), "Authorization", "Bearer " + token);
    }
}
