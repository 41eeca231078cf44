package org.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.server.accounts.AccountSettings.SignUpMode;
import org.postern.wire.address.MailAddress;

/// Sign-up, and what the owner of an account does with it.
class OwnAccountApiTest extends ApiFixture {
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
                .matches("\\{\"domains\":\\[\"example.org\"],\"signUp\":\"invited\",\"version\":\"0.1\","
                        + "\"endpointKey\":\"[A-Za-z0-9_-]{43}\"}");
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
}
