package org.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.Session;
import org.postern.wire.address.Domain;

/// THREAT T-10, by the table of docs/format/account.md. Requests are written by hand, because clients do
/// not let a test set these headers.
class SessionGateTest {
    @TempDir
    Path folder;

    private TestDoor door;
    private AccountId ada;
    private String token;

    @BeforeEach
    void open() throws Exception {
        door = new TestDoor(folder, TestDoor.standard());
        door.open(new Api(List.of(), door.gate, door.context()), List.of());
        door.register.addDomain(new Domain("example.org"));
        ada = org.postern.server.accounts.TestAccounts.add(door.register, "ada@example.org");
        token = door.sessions.open(ada, Session.Kind.PAGE, "").token();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | Authorization: Bearer TOKEN | 200",
                "GET  | authorization: bearer TOKEN | 200",
                "POST | Authorization: Bearer TOKEN | 200",
                "POST | Authorization: Bearer TOKEN; Origin: https://evil.example | 200",
                "GET  | Authorization: Basic BASIC | 200",
                "POST | Authorization: Basic BASIC | 200",
                "GET  | Authorization: Basic ??? | 401",
                "GET  | Authorization: Bearer x | 401",
                "GET  | Authorization: Digest TOKEN | 401",
                "GET  | Authorization: TOKEN | 401",
                "GET  | X-Nothing: x | 401",
                "GET  | Cookie: postern=TOKEN | 200",
                "GET  | Cookie: a=b, postern=TOKEN | 401",
                "GET  | Cookie: other=TOKEN | 401",
                "GET  | Cookie: postern=TOKEN; Authorization: Bearer x | 401",
                "GET  | Cookie: postern=TOKEN; Origin: SITE | 200",
                "GET  | Cookie: postern=TOKEN; Origin: https://evil.example | 401",
                "GET  | Cookie: postern=TOKEN; Sec-Fetch-Site: cross-site | 401",
                "GET  | Cookie: postern=TOKEN; Sec-Fetch-Site: same-origin | 200",
                "POST | Cookie: postern=TOKEN | 401",
                "POST | Cookie: postern=TOKEN; Origin: SITE | 200",
                "POST | Cookie: postern=TOKEN; Origin: null | 401",
                "POST | Cookie: postern=TOKEN; Origin: https://evil.example | 401",
                "POST | Cookie: postern=TOKEN; Origin: https://127.0.0.1 | 401",
                "POST | Cookie: postern=TOKEN; Sec-Fetch-Site: same-origin | 200",
                "POST | Cookie: postern=TOKEN; Sec-Fetch-Site: same-site | 401",
                "POST | Cookie: postern=TOKEN; Sec-Fetch-Site: none | 401",
                "POST | Cookie: postern=TOKEN; Origin: https://evil.example; Sec-Fetch-Site: same-origin | 401",
                "GET  | Cookie: postern=TOKEN; Connection: Upgrade; Upgrade: websocket | 401",
                "GET  | Cookie: postern=TOKEN; Connection: Upgrade; Upgrade: websocket; Origin: SITE | 200",
                "GET  | Cookie: postern=TOKEN; Connection: Upgrade; Upgrade: websocket; Origin: https://evil.example | 401",
                "GET  | Authorization: Bearer TOKEN; Connection: Upgrade; Upgrade: websocket | 200",
                "DELETE | Cookie: postern=TOKEN | 401",
            })
    void requests_are_let_in(String method, String headers, int status) throws Exception {
        var answer = send(method, headers);

        assertThat(answer).startsWith("HTTP/1.1 " + status);
        if (status == 200) {
            assertThat(answer).endsWith(ada.toString());
        }
    }

    @Test
    void a_revoked_session_is_not_let_in() throws Exception {
        assertThat(send("GET", "Authorization: Bearer TOKEN")).startsWith("HTTP/1.1 200");

        door.sessions.closeAll(ada);

        assertThat(send("GET", "Authorization: Bearer TOKEN")).startsWith("HTTP/1.1 401");
    }

    private String send(String method, String headers) throws Exception {
        var basic = Base64.getEncoder().encodeToString(("ada@example.org:" + token).getBytes(StandardCharsets.UTF_8));
        var written = headers.strip()
                .replace("; ", "\r\n")
                .replace("TOKEN", token)
                .replace("BASIC", basic)
                .replace("SITE", door.origin());
        var close = headers.contains("Upgrade") ? "" : "Connection: close\r\n";
        try (var socket = new Socket(java.net.InetAddress.getLoopbackAddress(), door.port())) {
            socket.setSoTimeout(10_000);
            var request = method.strip() + " /jmap/x HTTP/1.1\r\nHost: 127.0.0.1:" + door.port() + "\r\n" + close
                    + "Content-Length: 0\r\n" + written + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            if (close.isEmpty()) {
                socket.shutdownOutput();
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
