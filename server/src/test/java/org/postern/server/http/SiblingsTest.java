package org.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.server.accounts.AccountSettings.SignUpMode;

/// ADR 0012, THREAT T-10: what the site's page may do from another of its origins, and what nobody else may.
class SiblingsTest extends ApiFixture {
    private static final String FIRST = "https://mail.example.org";
    private static final String SECOND = "https://door2.example.net";

    @BeforeEach
    void severalNames() {
        door.close();
        open(SignUpMode.OPEN, TestDoor.withNames(FIRST, SECOND));
    }

    @Test
    void the_pages_policy_names_the_sites_own_origins_and_no_other() throws Exception {
        var policy = header(door.get("/"), "Content-Security-Policy");

        assertThat(policy).contains("connect-src 'self' " + FIRST + " " + SECOND + ";");
    }

    @Test
    void a_preflight_of_a_sibling_is_answered_without_credentials() throws Exception {
        var answer = preflight(SECOND);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo(SECOND);
        assertThat(header(answer, "Access-Control-Allow-Headers")).contains("Authorization");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    @Test
    void a_preflight_of_anybody_else_is_not() throws Exception {
        var answer = preflight("https://evil.test");

        assertThat(answer.statusCode()).isNotEqualTo(204);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void a_token_works_from_a_sibling_and_a_cookie_does_not() throws Exception {
        signUp(ada);
        var token = login(ada, PASSWORD);

        var byToken = door.get("/api/endpoints", "Origin", SECOND, "Authorization", "Bearer " + token);
        var byCookie = door.get("/api/endpoints", "Origin", SECOND, "Cookie", "postern=" + token);

        assertThat(byToken.statusCode()).isEqualTo(200);
        assertThat(json(byToken).path("own").asString("")).startsWith("postern-endpoints 1\nsite mail.example.org\n");
        assertThat(byCookie.statusCode()).isEqualTo(401);
    }

    @Test
    void nobody_elses_page_may_call() throws Exception {
        signUp(ada);
        var token = login(ada, PASSWORD);

        assertThat(door.get("/api/endpoints", "Origin", "https://evil.test", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void anybody_gets_the_public_list_and_the_key_is_told() throws Exception {
        var list = door.get("/.well-known/postern/endpoints");

        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.body()).contains("at " + FIRST + "\n", "at " + SECOND + "\n", "scope public\n");
        assertThat(json(door.get("/api/site")).path("endpointKey").asString("")).hasSize(43);
    }

    private HttpResponse<String> preflight(String origin) throws Exception {
        return door.send(
                "OPTIONS",
                "/jmap/api",
                "",
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization,content-type");
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
