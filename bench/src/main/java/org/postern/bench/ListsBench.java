package org.postern.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.postern.bench.service.JmapAccount;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.RunningPostern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `postern bench lists [messages]`: what the page asks for, by JMAP over HTTP from one client and with nothing
/// else going on: the newest 50 of a mailbox (query and get in one request, made by `wrk`), and `Email/changes`
/// after one arrival by SMTP.
final class ListsBench {
    private static final String ADDRESS = "eve@postern.localhost";
    private static final String PASSWORD_FILE = "password.txt";
    private static final int WARM_SECONDS = 10;
    private static final int SECONDS = 10;
    private static final int ARRIVALS = 1000;
    private static final int WARM_ARRIVALS = 500;
    private static final List<String> USING =
            List.of("urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail", "https://postern.org/jmap/sealed");
    private static final List<String> PROPERTIES =
            List.of("id", "threadId", "mailboxIds", "keywords", "receivedAt", "sealedSummary", "sealedBlobId");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path folder;
    private final RunningPostern service;
    private final JmapAccount account;

    private ListsBench(Path folder, RunningPostern service, JmapAccount account) {
        this.folder = folder;
        this.service = service;
        this.account = account;
    }

    static void main(String[] words) throws Exception {
        int messages = words.length == 0 ? 100_000 : Integer.parseInt(words[0]);
        var home = Path.of(System.getProperty("postern.home", ""));
        var folder = Files.createTempDirectory("lists-bench");
        var data = folder.resolve("data");
        var settings = new ArrayList<>(RunningPostern.firstSteps(Ports.free()));
        settings.addAll(
                settings.indexOf("[http]") + 1,
                Stream.of("source", "session")
                        .flatMap(who -> Stream.of(who + "_burst = 1000000", who + "_per_second = 100000"))
                        .toList());
        try {
            String token;
            try (var service = RunningPostern.up(home, data, settings)) {
                mail(folder, service, "signup");
                token = mail(folder, service, "token", "bench").strip();
            }
            MailboxFill.fill(data, messages);
            try (var service = RunningPostern.up(home, data, settings)) {
                new ListsBench(folder, service, JmapAccount.at(service.site(), ADDRESS, token)).run(messages);
            }
        } finally {
            Run.remove(folder);
        }
        System.out.println("\n" + Run.circumstances());
    }

    private static String mail(Path folder, RunningPostern service, String... words) throws IOException {
        var password = Files.writeString(folder.resolve(PASSWORD_FILE), "correct horse battery staple\n");
        var command = new ArrayList<>(
                List.of("mail", "--server", service.site(), "--user", ADDRESS, "--password-file", password.toString()));
        command.addAll(List.of(words));
        return service.run(command.toArray(String[]::new));
    }

    private void run(int messages) throws IOException {
        newest(WARM_SECONDS);
        System.out.printf("Newest 50 of %,d, query and get, one connection, by wrk:%n%s%n", messages, newest(SECONDS));
        changes();
    }

    private String newest(int seconds) throws IOException {
        var inbox = account.folder("inbox").path("id").asString("");
        var query = Map.<String, Object>of(
                "accountId",
                account.id(),
                "filter",
                Map.of("inMailbox", inbox),
                "sort",
                List.of(Map.of("property", "receivedAt", "isAscending", false)),
                "position",
                0,
                "limit",
                50,
                "calculateTotal",
                true);
        var ids = Map.of("resultOf", "query", "name", "Email/query", "path", "/ids");
        var get = Map.<String, Object>of("accountId", account.id(), "#ids", ids, "properties", PROPERTIES);
        var body = body(List.of(call("Email/query", query, "query"), call("Email/get", get, "get")));
        var answer = post(body);
        if (answer.path("methodResponses").path(1).path(1).path("list").size() != 50) {
            throw new IllegalStateException(
                    "there are not fifty: " + answer.toString().substring(0, 500));
        }
        var script = Files.writeString(
                folder.resolve("newest.lua"), """
                wrk.method = "POST"
                wrk.headers["Content-Type"] = "application/json"
                wrk.headers["Authorization"] = "Bearer %s"
                wrk.body = [==[%s]==]
                """.formatted(account.token(), new String(body, StandardCharsets.UTF_8)));
        return Child.run(
                folder,
                Duration.ofSeconds(seconds + 30),
                "wrk",
                "-t1",
                "-c1",
                "-d" + seconds + "s",
                "--latency",
                "-s",
                script.toString(),
                service.site() + "/jmap/api");
    }

    /// Asked at once after the 250, when the index may have to follow first, and then once more.
    private void changes() throws IOException {
        var first = new long[ARRIVALS];
        var second = new long[ARRIVALS];
        try (var sender = new SmtpTalk(service.smtpPort())) {
            for (int i = -WARM_ARRIVALS; i < ARRIVALS; i++) {
                var asked = body(List.of(
                        call("Email/changes", Map.of("accountId", account.id(), "sinceState", state()), "changes")));
                sender.send(ADDRESS, "Subject: " + i + "\r\n\r\nhello");
                first[Math.max(0, i)] = timed(asked);
                second[Math.max(0, i)] = timed(asked);
            }
        }
        System.out.println("Email/changes after one arrival: " + StoreFixture.quantiles(second));
        System.out.println("Email/changes right after the 250, the index included: " + StoreFixture.quantiles(first));
    }

    private long timed(byte[] asked) throws IOException {
        long start = System.nanoTime();
        var answer = post(asked);
        long took = System.nanoTime() - start;
        if (answer.path("methodResponses").path(0).path(1).path("created").size() != 1) {
            throw new IllegalStateException("not one message came: " + answer);
        }
        return took;
    }

    private String state() throws IOException {
        var nothing = call("Email/get", Map.of("accountId", account.id(), "ids", List.of()), "get");
        return post(body(List.of(nothing)))
                .path("methodResponses")
                .path(0)
                .path(1)
                .path("state")
                .asString("");
    }

    private static List<Object> call(String method, Map<String, Object> arguments, String id) {
        return List.of(method, arguments, id);
    }

    private static byte[] body(List<List<Object>> calls) {
        return JSON.writeValueAsBytes(Map.of("using", USING, "methodCalls", calls));
    }

    /// On one connection that is kept, and on this thread.
    private JsonNode post(byte[] body) throws IOException {
        var connection = (HttpURLConnection)
                URI.create(service.site() + "/jmap/api").toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("Authorization", "Bearer " + account.token());
        connection.setFixedLengthStreamingMode(body.length);
        connection.getOutputStream().write(body);
        try (var in = connection.getInputStream()) {
            return JSON.readTree(in.readAllBytes());
        }
    }
}
