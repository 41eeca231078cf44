package org.postern.server.http;

import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import org.postern.server.accounts.Login;
import org.postern.server.accounts.Sessions;

/// In and out.
final class LoginCalls {
    private static final Duration COOKIE_LIFE = Duration.ofDays(30);

    private final Login login;
    private final Sessions sessions;

    LoginCalls(Login login, Sessions sessions) {
        this.login = login;
        this.sessions = sessions;
    }

    List<Call> calls() {
        return List.of(
                Call.open("POST", "/api/login/begin", this::begin),
                Call.open("POST", "/api/login/finish", this::finish),
                Call.open("POST", "/api/login/totp", this::totp),
                Call.session("POST", "/api/logout", this::logout));
    }

    /// RFC 5054 calls it `A`.
    record BeginBody(@Nullable String address, @Nullable String A) {}

    record Begun(String loginId, String B, String srpSalt, Json.Kdf kdf) {}

    private Answer begin(Call.Ask ask) {
        var body = ask.as(BeginBody.class);
        return switch (login.begin(Json.present(body.address()), Json.octets(body.A()), ask.source())) {
            case Login.Begun.Challenge challenge -> {
                var parameters = challenge.parameters();
                var kdf = new Json.Kdf(
                        "argon2id",
                        Json.base64(parameters.kdfSalt()),
                        parameters.memoryKiB(),
                        parameters.iterations(),
                        parameters.parallelism());
                yield Answer.json(new Begun(
                        challenge.loginId(), Json.base64(challenge.publicB()), Json.base64(parameters.srpSalt()), kdf));
            }
            case Login.Begun.Unusable unusable -> Answer.badRequest("The address or A is of no use.");
            case Login.Begun.Later later -> Answer.rateLimited(later.delay());
        };
    }

    record FinishBody(@Nullable String loginId, @Nullable String M1, boolean cookie) {}

    record In(String M2, boolean totp, String token, String accountId) {}

    record AskedForMore(String M2, boolean totp) {}

    private Answer finish(Call.Ask ask) {
        var body = ask.as(FinishBody.class);
        var label = Agents.label(ask.agent());
        var id = Json.present(body.loginId());
        return switch (login.finish(id, Json.octets(body.M1()), new Login.Wish(label, body.cookie()))) {
            case Login.Finished.In in ->
                admitted(
                        new In(
                                Json.base64(in.serverProof()),
                                false,
                                in.admission().session().token(),
                                in.admission().account().toString()),
                        in.admission(),
                        ask);
            case Login.Finished.SecondFactor second ->
                Answer.json(new AskedForMore(Json.base64(second.serverProof()), true));
            case Login.Finished.Wrong wrong -> Answer.wrongCredentials();
            case Login.Finished.Expired expired -> Answer.expired("This login was begun too long ago.");
            case Login.Finished.Later later -> Answer.rateLimited(later.delay());
        };
    }

    record CodeBody(@Nullable String loginId, @Nullable String code) {}

    record Token(String token, String accountId) {}

    private Answer totp(Call.Ask ask) {
        var body = ask.as(CodeBody.class);
        return switch (login.confirm(Json.present(body.loginId()), Json.present(body.code()))) {
            case Login.Confirmed.In in ->
                admitted(
                        new Token(
                                in.admission().session().token(),
                                in.admission().account().toString()),
                        in.admission(),
                        ask);
            case Login.Confirmed.Wrong wrong -> Answer.problem(401, "totp-wrong", "The code is wrong or was used.");
            case Login.Confirmed.Expired expired -> Answer.expired("This login was begun too long ago.");
            case Login.Confirmed.Later later -> Answer.rateLimited(later.delay());
        };
    }

    private static Answer admitted(Object body, Login.Admission admission, Call.Ask ask) {
        var cookie = admission.wish().cookie()
                ? List.of(cookie(admission.session().token(), COOKIE_LIFE, ask.secure()))
                : List.<HttpField>of();
        return new Answer.Json(200, body, cookie);
    }

    private Answer logout(Call.Ask ask) {
        sessions.close(ask.session().account(), ask.session().id());
        return new Answer.Nothing(List.of(cookie("", Duration.ZERO, ask.secure())));
    }

    /// THREAT T-10: no script reads it, no other site sends it along.
    static HttpField cookie(String token, Duration life, boolean secure) {
        return new HttpField(
                HttpHeader.SET_COOKIE,
                Credential.COOKIE + "=" + token + "; Path=/; Max-Age=" + life.toSeconds()
                        + "; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : ""));
    }
}
