package org.postern.bench.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.Postfix;

/// Postfix with one fixed next hop and its standard settings, fed by `smtp-source`; where asked for, with
/// OpenDKIM signing (RSA) as its milter.
public final class PostfixSender implements Sender {
    private static final String DOMAIN = "bench.test";
    private static final String SESSIONS = "8";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final ControlGroup group;
    private final Path folder;
    private final int port = Ports.free();
    private final int bytes;
    private final Optional<Child> milter;
    private final Postfix postfix;

    /// @param target port of the host that takes everything
    /// @param bytes of a message
    public PostfixSender(Bench bench, int target, int bytes, boolean signing) {
        this.bytes = bytes;
        var word = signing ? "postfix-dkim" : "postfix";
        group = ControlGroup.make(word);
        folder = bench.scratch().resolve(word);
        reachable(bench.scratch());
        reachable(folder);
        var settings = new ArrayList<String>();
        if (signing) {
            int milterPort = Ports.free();
            milter = Optional.of(group.around(() -> openDkim(milterPort)));
            settings.add("smtpd_milters = inet:127.0.0.1:" + milterPort);
        } else {
            milter = Optional.empty();
        }
        var transports = Map.of("*", "smtp:[127.0.0.1]:" + target);
        postfix = group.around(() -> Postfix.start(
                folder.resolve("postfix"), new Postfix.Setup("127.0.0.1:" + port, DOMAIN, transports, settings)));
    }

    @Override
    public String name() {
        return milter.isPresent() ? "Postfix, OpenDKIM signing" : "Postfix, not signing";
    }

    @Override
    public void submit(int messages) {
        Child.run(
                folder,
                LIMIT,
                "/usr/sbin/smtp-source",
                "-d",
                "-s",
                SESSIONS,
                "-m",
                Integer.toString(messages),
                "-l",
                Integer.toString(bytes),
                "-f",
                "ada@" + DOMAIN,
                "-t",
                "bob@elsewhere.test",
                "127.0.0.1:" + port);
    }

    @Override
    public void flush() {
        postfix.flush();
    }

    @Override
    public Duration cpu() {
        return group.cpu();
    }

    @Override
    public void close() {
        postfix.close();
        milter.ifPresent(Child::close);
        group.close();
    }

    private Child openDkim(int milterPort) {
        var key = folder.resolve("dkim.key");
        Child.run(folder, Duration.ofSeconds(20), "openssl", "genrsa", "-traditional", "-out", key.toString(), "2048");
        var configuration = folder.resolve("opendkim.conf");
        try {
            Files.writeString(configuration, """
                    Mode s
                    Domain %s
                    Selector bench
                    KeyFile %s
                    Canonicalization relaxed/relaxed
                    InternalHosts 0.0.0.0/0
                    RequireSafeKeys no
                    Socket inet:%d@127.0.0.1
                    """.formatted(DOMAIN, key, milterPort));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return Child.start(folder, "opendkim", List.of("opendkim", "-f", "-x", configuration.toString()), Map.of())
                .until(() -> Ports.answers("127.0.0.1", milterPort), Duration.ofSeconds(10));
    }

    private static void reachable(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
