package org.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.accounts.AccountSettings;
import org.postern.server.accounts.AccountSettings.SignUpMode;
import org.postern.server.accounts.Guard;
import org.postern.server.accounts.Invitations;
import org.postern.server.accounts.Login;
import org.postern.server.accounts.OwnAccount;
import org.postern.server.accounts.Recovery;
import org.postern.server.accounts.SignUp;
import org.postern.server.keys.StoredDirectory;
import org.postern.server.settings.Size;
import org.postern.wire.address.Domain;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// docs/format/account.md over a real port, with the client's half of `unseal`.
abstract class ApiFixture {
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final String PASSWORD = "correct horse";

    @TempDir
    Path folder;

    TestDoor door;
    Invitations invitations;
    StoredDirectory directory;
    TestPerson ada;

    @BeforeEach
    void open() {
        open(SignUpMode.OPEN);
        door.register.addDomain(new Domain("example.org"));
        ada = new TestPerson("ada@example.org");
    }

    void open(SignUpMode mode) {
        open(mode, TestDoor.standard());
    }

    void open(SignUpMode mode, HttpSettings http) {
        door = new TestDoor(folder, http);
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
                directory,
                door.publication(),
                door.reception());
        door.open(new Api(rooms, door.gate, door.context(), "0.1"), List.of(Readiness.database(door.database)));
    }

    @AfterEach
    void close() {
        door.close();
    }

    org.postern.unseal.SrpClient lastClient;

    HttpResponse<String> begin(TestPerson person) throws Exception {
        lastClient = person.begin();
        return post(
                "/api/login/begin",
                Map.of("address", person.address.toString(), "A", TestPerson.base64(lastClient.publicNumber())));
    }

    String login(TestPerson person, String password) throws Exception {
        var begun = json(begin(person));
        var proof = person.proof(lastClient, begun, password);
        return token(post("/api/login/finish", finish(begun, proof.clientProof(), false)));
    }

    void signUp(TestPerson person) throws Exception {
        assertThat(post("/api/signup", person.application(PASSWORD)).statusCode())
                .isEqualTo(201);
    }

    static Map<String, Object> finish(JsonNode begun, byte[] proof, boolean cookie) {
        return Map.of("loginId", begun.get("loginId").asString(), "M1", TestPerson.base64(proof), "cookie", cookie);
    }

    static Map<String, Object> with(Map<String, Object> body, String name, Object value) {
        var changed = new HashMap<>(body);
        changed.put(name, value);
        return changed;
    }

    static String shape(JsonNode node) {
        if (node.isObject()) {
            var text = new StringBuilder("{");
            node.properties()
                    .forEach(member -> text.append(member.getKey()).append(':').append(shape(member.getValue())));
            return text.append('}').toString();
        }
        return node.isString() ? "s" + node.asString().length() : node.toString();
    }

    static String token(HttpResponse<String> in) {
        return json(in).get("token").asString();
    }

    static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    static void assertProblem(HttpResponse<String> answer, int status, String name) {
        assertThat(answer.statusCode() + answer.body()).startsWith(status + "{").contains("about:blank#" + name + "\"");
    }

    HttpResponse<String> get(String path, String token) throws Exception {
        return door.get(path, "Authorization", "Bearer " + token);
    }

    HttpResponse<String> post(String path, Map<String, ?> body) throws Exception {
        return door.send("POST", path, JSON.writeValueAsString(body));
    }

    HttpResponse<String> send(String method, String path, String token, Map<String, ?> body) throws Exception {
        return door.send(method, path, JSON.writeValueAsString(body), "Authorization", "Bearer " + token);
    }
}
