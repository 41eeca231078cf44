package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A customer of an operator who has a ticket and runs `postern probe` again and again, as a cron job would.
final class Volunteer implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final Namespace host;
    private final List<String> command;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    private Volunteer(Namespace host, List<String> command, Duration first, Duration every) {
        this.host = host;
        this.command = command;
        this.thread = Thread.ofVirtual().start(() -> probe(first, every));
    }

    /// What the volunteer was given.
    ///
    /// @param ticket what `postern volunteer add` printed
    /// @param trusted holds the certificate of the resolver that the ticket names, which nobody else vouches for
    /// @param sites where reports are taken, as the lab's page has no certificate for the name in the ticket
    record Kit(String ticket, Path trusted, List<String> sites) {}

    /// @param first when to begin
    static Volunteer begin(Namespace host, Kit kit, Duration first, Duration every) {
        var file = host.folder().resolve("ticket");
        try {
            Files.writeString(file, kit.ticket());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        var words = new ArrayList<>(List.of("probe", "--ticket-file", file.toString(), "--patience", "5"));
        kit.sites().forEach(site -> words.addAll(List.of("--site", site)));
        var options = new ArrayList<>(SelfSigned.trust(kit.trusted()));
        options.add("-Xmx64m");
        return new Volunteer(host, JavaProgram.command(options, "org.postern.cli.Main", words), first, every);
    }

    private void probe(Duration first, Duration every) {
        try {
            var wait = first;
            while (!stop.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                try (var run = host.start("probe", command, Map.of())) {
                    run.await(LONGEST);
                }
                wait = every;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
