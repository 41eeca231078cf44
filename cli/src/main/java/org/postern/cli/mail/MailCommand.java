package org.postern.cli.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.reach.endpoints.EndpointKey;
import org.postern.seal.Sealer;
import org.postern.unseal.PgpMime;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `postern mail`: the client in the terminal, for scripts and for people who do not want their keys in
/// a page.
@Command(
        name = "mail",
        mixinStandardHelpOptions = true,
        description = "reads and writes sealed mail from the terminal; keys are opened here and nowhere else")
public final class MailCommand {
    private static final JsonMapper JSON = JsonMapper.shared();

    /// The exit status when a message waits for a route (EX_TEMPFAIL).
    private static final int WAITING = 75;

    @Spec
    private CommandSpec spec;

    @Option(names = "--server", required = true, paramLabel = "URL", description = "the site, as http://127.0.0.1:8080")
    private URI server;

    @Option(names = "--user", required = true, paramLabel = "ADDRESS", description = "your address")
    private String user;

    @Option(
            names = "--password-file",
            required = true,
            paramLabel = "F",
            description = "a file whose first line is the password")
    private Path passwordFile;

    @Option(names = "--totp", paramLabel = "CODE", description = "the second factor, if you set one")
    private @Nullable String totp;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "what is kept on this machine (default: ~/.local/state)")
    private @Nullable Path stateFolder;

    @Option(
            names = "--doh",
            paramLabel = "URL",
            description = "a resolver to ask for a newer list, as https://dns.example/dns-query")
    private List<URI> resolvers = new ArrayList<>();

    @Option(names = "--endpoints", paramLabel = "FILE", description = "a signed endpoint list that somebody gave you")
    private @Nullable Path endpointFile;

    @Option(
            names = "--endpoint-key",
            paramLabel = "KEY",
            description = "the key that signs it, if it is not known here")
    private @Nullable String endpointKey;

    @Command(name = "signup", description = "makes the account and prints the 24 words, once")
    int signUp(
            @Option(names = "--invite", paramLabel = "CODE", description = "the invitation, where the site wants one")
                    @Nullable
                    String invite) {
        var phrase = entrance().signUp(password(), Optional.ofNullable(invite));
        out().println(phrase.unredactedText());
        err().println(
                        "These 24 words open your mail when the password is lost. Write them down; they are not shown again.");
        return 0;
    }

    @Command(name = "folders", description = "folders and their counts")
    int folders() {
        for (var folder : letterbox().folders()) {
            out().printf("%-20s %6d %6d unread%n", folder.name(), folder.total(), folder.unread());
        }
        return 0;
    }

    @Command(name = "list", description = "messages of a folder, newest first")
    int list(
            @Parameters(arity = "0..1", defaultValue = "inbox", paramLabel = "FOLDER") String folder,
            @Option(names = "--limit", defaultValue = "100000", paramLabel = "N", description = "at most so many")
                    int limit,
            @Option(names = "--json", description = "one object a line: id, folder, from, subject, date, size")
                    boolean json) {
        var letterbox = letterbox();
        letterbox.list(letterbox.folder(folder), limit).forEach(line -> print(line, json));
        return 0;
    }

    @Command(name = "read", description = "one message")
    int read(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--raw", description = "the original octets, and nothing else") boolean raw)
            throws IOException {
        var account = account();
        var message = new Letterbox(account).read(id);
        if (raw) {
            message.writeTo(System.out);
            System.out.flush();
            return 0;
        }
        var pgpMime = new PgpMime(account.keys(), Sealer.standard());
        new Display(out()).show(Letter.open(message, pgpMime, email -> new Correspondents(account).signer(email)));
        return 0;
    }

    @Command(name = "export", description = "writes every message of a folder to DIR, one ID.eml each, as it came")
    int export(
            @Parameters(index = "0", paramLabel = "FOLDER") String folder,
            @Parameters(index = "1", paramLabel = "DIR") Path into)
            throws IOException {
        var letterbox = letterbox();
        Files.createDirectories(into);
        for (var line : letterbox.list(letterbox.folder(folder), Integer.MAX_VALUE)) {
            try (var file = Files.newOutputStream(into.resolve(line.id() + ".eml"))) {
                letterbox.read(line.id()).writeTo(file);
            }
        }
        return 0;
    }

    @Command(name = "token", description = "prints a token by which another JMAP client may log in as you")
    int token(@Parameters(paramLabel = "LABEL", description = "by which you know it again") String label) {
        out().println(account()
                .site()
                .post("/api/sessions", Map.of("label", label))
                .path("token")
                .asString(""));
        return 0;
    }

    @Command(name = "send", description = "sends the RFC 5322 message on standard input to its To, Cc and Bcc")
    int send() throws IOException {
        var clock = InstantSource.system();
        var message = Sending.complete(Octets.of(System.in.readAllBytes()), address(), clock);
        var tried = new ArrayList<String>();
        try {
            var sent = new Sending(account(), clock).send(message, tried::add);
            sent.forEach((address, form) -> err().println(address + ": " + form));
            return 0;
        } catch (NoRoute blocked) {
            outbox().add(message, tried.stream().findFirst());
            err().println("waiting for a route: " + blocked.getMessage());
            err().println("The message is kept here, sealed, and leaves with the next command that gets through.");
            return WAITING;
        }
    }

    @Command(name = "outbox", description = "what waits for a route; it is sent if there is one now")
    int outbox(@Option(names = "--drop", paramLabel = "ID", description = "forget a message") @Nullable String drop) {
        if (drop != null) {
            outbox().drop(drop);
            return 0;
        }
        try {
            if (!outbox().all().isEmpty()) {
                account();
            }
        } catch (NoRoute blocked) {
            err().println(blocked.getMessage());
        }
        var left = outbox().all();
        left.forEach(one -> out().println(one.id() + " waiting for a route since " + one.since()));
        return left.isEmpty() ? 0 : WAITING;
    }

    @Command(name = "watch", description = "prints new messages of the inbox as they come, until it is stopped")
    int watch(
            @Option(names = "--json", description = "one object a line, as 'list' prints") boolean json,
            @Option(names = "--count", defaultValue = "0", paramLabel = "N", description = "stop after so many")
                    int count) {
        var account = account();
        var letterbox = new Letterbox(account);
        var inbox = letterbox.folder("inbox");
        var state = letterbox.state();
        int printed = 0;
        try (var events = new BufferedReader(new InputStreamReader(
                account.site().stream("/jmap/events?types=Email&closeafter=no&ping=60"), StandardCharsets.UTF_8))) {
            err().println("watching");
            err().flush();
            for (var line = events.readLine(); line != null; line = events.readLine()) {
                if (!line.startsWith("data:")) {
                    continue;
                }
                var news = letterbox.since(state);
                state = news.state();
                for (var arrived : letterbox.lines(news.ids(), inbox)) {
                    print(arrived, json);
                    printed++;
                }
                if (count > 0 && printed >= count) {
                    return 0;
                }
            }
            throw new ClientStopped("the server ended the stream; start again to go on watching");
        } catch (IOException gone) {
            throw new ClientStopped("the connection broke; start again to go on watching", gone);
        }
    }

    private void print(Letterbox.Line line, boolean json) {
        if (json) {
            out().println(JSON.writeValueAsString(JSON.createObjectNode()
                    .put("id", line.id())
                    .put("folder", line.folder())
                    .put("from", line.from())
                    .put("subject", line.subject())
                    .put("date", line.date())
                    .put("size", line.size())));
        } else {
            var text = "%-8s %-20s %-28.28s %s".formatted(line.id(), line.date(), line.from(), line.subject());
            out().println(TextBody.printable(text));
        }
        out().flush();
    }

    private Letterbox letterbox() {
        return new Letterbox(account());
    }

    private OpenAccount account() {
        var clock = InstantSource.system();
        var account = entrance().logIn(password(), Optional.ofNullable(totp));
        outbox().isOf(account.keys().v6());
        new EndpointNews(ways(), clock, err()::println).fetch(account);
        outbox().flush(account, clock, err()::println);
        return account;
    }

    private Entrance entrance() {
        return new Entrance(
                new Approach(server, ways(), resolvers, err()::println).site(), address(), InstantSource.system());
    }

    private KnownWays ways() {
        var ways = new KnownWays(server, state(), InstantSource.system());
        if (endpointKey != null) {
            ways.pin(EndpointKey.parse(endpointKey)
                    .orElseThrow(() -> new ClientStopped("'" + endpointKey + "' is no key of an endpoint list")));
        }
        if (endpointFile != null) {
            try {
                ways.learn(Files.readString(endpointFile)).ifPresent(why -> {
                    throw new ClientStopped(endpointFile + " is not used: " + why.words());
                });
            } catch (IOException unreadable) {
                throw new ClientStopped("cannot read " + endpointFile, unreadable);
            }
        }
        return ways;
    }

    private ClientState state() {
        return stateFolder == null
                ? ClientState.usual(address() + " " + server.getAuthority())
                : new ClientState(stateFolder);
    }

    private Outbox outbox() {
        return new Outbox(state());
    }

    private MailAddress address() {
        return MailAddress.parse(user)
                .orElseThrow(() -> new ClientStopped("'" + user + "' is not an address, as ada@example.org"));
    }

    private String password() {
        try {
            return Files.readAllLines(passwordFile).stream()
                    .findFirst()
                    .filter(line -> !line.isEmpty())
                    .orElseThrow(() -> new ClientStopped(passwordFile + " has no password in its first line"));
        } catch (IOException unreadable) {
            throw new ClientStopped("cannot read " + passwordFile, unreadable);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
