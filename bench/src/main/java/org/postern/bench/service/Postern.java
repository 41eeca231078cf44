package org.postern.bench.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postern.lab.peers.RunningPostern;

/// Postern as an operator runs it: the script of this checkout, with its standard settings. Mail is
/// counted as its owners count it, by JMAP.
public final class Postern implements MailServer {
    private static final String DOMAIN = "postern.localhost";
    private static final int NO_RESOLVER = 9; // nothing is looked up

    private final ControlGroup group = ControlGroup.make("postern");
    private final RunningPostern running;
    private final List<JmapAccount> accounts;

    /// With the settings that `up` writes for a first start.
    public Postern(Bench bench) {
        this(bench, Map.of());
    }

    /// @param more lines of further tables; those of a table that is there already join it
    public Postern(Bench bench, Map<String, List<String>> more) {
        var folder = bench.scratch().resolve("postern");
        var settings = new ArrayList<>(RunningPostern.firstSteps(NO_RESOLVER));
        more.forEach((table, lines) -> {
            if (!settings.contains(table)) {
                settings.add(table);
            }
            settings.addAll(settings.indexOf(table) + 1, lines);
        });
        running = group.around(() -> RunningPostern.up(bench.home(), folder.resolve("data"), settings));
        accounts = Bench.mailboxes(DOMAIN).stream()
                .map(address -> signUp(folder, address))
                .toList();
    }

    @Override
    public String name() {
        return "Postern";
    }

    @Override
    public int port() {
        return running.smtpPort();
    }

    @Override
    public List<String> mailboxes() {
        return Bench.mailboxes(DOMAIN);
    }

    @Override
    public long kept() {
        return accounts.stream().mapToLong(JmapAccount::inbox).sum();
    }

    /// The accounts behind [#mailboxes], in that order.
    public List<JmapAccount> accounts() {
        return accounts;
    }

    /// The process that holds the mail, for a profiler.
    public long pid() {
        return running.pid();
    }

    public String run(String... words) {
        return running.run(words);
    }

    public Path data() {
        return running.data();
    }

    @Override
    public Duration cpu() {
        return group.cpu();
    }

    @Override
    public void close() {
        running.close();
        group.close();
    }

    private JmapAccount signUp(Path folder, String address) {
        var password = folder.resolve("password");
        try {
            Files.writeString(password, "correct horse battery staple\n");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        mail(password, address, "signup");
        var token = mail(password, address, "token", "bench").strip();
        return JmapAccount.at(running.site(), address, token);
    }

    private String mail(Path password, String address, String... words) {
        var command = new ArrayList<>(
                List.of("mail", "--server", running.site(), "--user", address, "--password-file", password.toString()));
        command.addAll(List.of(words));
        return running.run(command.toArray(String[]::new));
    }
}
