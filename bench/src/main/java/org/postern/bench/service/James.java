package org.postern.bench.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.Ports;

/// Apache James's memory server, from Maven Central. It keeps mail on the heap and syncs nothing. Mail is
/// counted by its administration interface.
public final class James implements MailServer {
    private static final String DOMAIN = "bench.test";
    private static final Duration FETCHING = Duration.ofMinutes(10);

    private final ControlGroup group = ControlGroup.make("james");
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Ports.free();
    private final int webPort = Ports.free();
    private final Child child;

    public James(Bench bench) {
        var library = fetched(bench);
        var folder = bench.scratch().resolve("james");
        configure(bench, folder);
        var java = Path.of(System.getProperty("java.home")).resolve("bin/java");
        var command = List.of(
                java.toString(),
                "-Xmx4g",
                "-Dworking.directory=.",
                "-Dlogback.configurationFile=conf/logback.xml",
                "-cp",
                library + "/*",
                "org.apache.james.MemoryJamesServerMain");
        child = group.around(() -> Child.start(folder, "james", command, Map.of())
                .until(
                        () -> Ports.answers("127.0.0.1", port) && Ports.answers("127.0.0.1", webPort),
                        Duration.ofMinutes(2)));
        mailboxes()
                .forEach(address -> ask(request("/users/" + address)
                        .PUT(BodyPublishers.ofString("{\"password\":\"correct horse\"}"))
                        .build()));
    }

    @Override
    public String name() {
        return "James (memory)";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public List<String> mailboxes() {
        return Bench.mailboxes(DOMAIN);
    }

    /// A mailbox is there after its first message.
    @Override
    public long kept() {
        return mailboxes().stream()
                .map(address -> ask(request("/users/" + address + "/mailboxes/INBOX/messageCount")
                        .GET()
                        .build()))
                .mapToLong(answer -> answer.statusCode() == 200
                        ? Long.parseLong(answer.body().strip())
                        : 0)
                .sum();
    }

    @Override
    public Duration cpu() {
        return group.cpu();
    }

    @Override
    public void close() {
        child.close();
        group.close();
    }

    /// Fetched once for each checkout.
    private static Path fetched(Bench bench) {
        var library = bench.home().resolve("bench/target/james");
        if (!Files.exists(library)) {
            Child.run(
                    bench.home().resolve("bench/peers/james"),
                    FETCHING,
                    "mvn",
                    "--batch-mode",
                    "--quiet",
                    "dependency:copy-dependencies",
                    "-DoutputDirectory=" + library);
        }
        return library;
    }

    private void configure(Bench bench, Path folder) {
        try (var files = Files.newDirectoryStream(bench.home().resolve("bench/peers/james"), "*.{xml,properties}")) {
            var target = Files.createDirectories(folder.resolve("conf"));
            for (var file : files) {
                var text = Files.readString(file)
                        .replace("@smtp@", Integer.toString(port))
                        .replace("@web@", Integer.toString(webPort));
                Files.writeString(target.resolve(file.getFileName()), text);
            }
            Files.copy(bench.key(), target.resolve("key.pem"));
            Files.copy(bench.certificate(), target.resolve("certificate.pem"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + webPort + path));
    }

    private HttpResponse<String> ask(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
