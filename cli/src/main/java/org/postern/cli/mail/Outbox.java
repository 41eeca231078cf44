package org.postern.cli.mail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.postern.seal.Certificate;
import org.postern.seal.CertificateRead;
import org.postern.seal.Sealer;
import org.postern.wire.Octets;

/// Mail that waits for a route, on this machine, sealed to its writer's own certificate: what is in it opens
/// with the keys that a login brings, and nothing here opens it before (THREAT T-62).
final class Outbox {
    private static final String FOLDER = "outbox";
    private static final String SEALED = ".sealed";
    private static final String TRIED = ".tried";
    private static final String CERTIFICATE = "certificate";

    private final ClientState state;

    Outbox(ClientState state) {
        this.state = state;
    }

    /// @param tried the Sent copy of a try of which nobody knows how it ended
    record Waiting(String id, Instant since, Optional<String> tried) {}

    /// At a login: whose mail it is that may wait here later.
    void isOf(Certificate own) {
        if (state.octets(CERTIFICATE)
                .filter(known -> Arrays.equals(known, own.encoded()))
                .isEmpty()) {
            state.keep(CERTIFICATE, own.encoded());
        }
    }

    /// @param tried as in [Waiting]
    /// @throws NoRoute when nobody ever logged in here, so that there is nothing to seal to
    void add(Octets message, Optional<String> tried) {
        var own = state.octets(CERTIFICATE).map(Certificate::forStorage);
        if (!(own.isPresent() && own.get() instanceof CertificateRead.Accepted(var certificate))) {
            throw new NoRoute("there is no way to the site, and nobody logged in from here before: "
                    + "the message was not kept");
        }
        var sealed = Sealer.standard().seal(certificate, message, Octets.empty());
        var id = UUID.randomUUID().toString();
        tried.ifPresent(copy -> noteTry(id, copy));
        state.keep(
                FOLDER + "/" + id + SEALED,
                Octets.join(sealed.key(), sealed.summary()).toByteArray());
    }

    List<Waiting> all() {
        var folder = state.folder().resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SEALED))
                    .map(this::waiting)
                    .sorted(Comparator.comparing(Waiting::since))
                    .toList();
        } catch (IOException broken) {
            throw new ClientStopped("cannot read " + folder, broken);
        }
    }

    private Waiting waiting(Path file) {
        var name = String.valueOf(file.getFileName());
        var id = name.substring(0, name.length() - SEALED.length());
        try {
            return new Waiting(
                    id,
                    Files.getLastModifiedTime(file).toInstant(),
                    state.text(FOLDER + "/" + id + TRIED).map(String::strip));
        } catch (IOException broken) {
            throw new ClientStopped("cannot read " + file, broken);
        }
    }

    void drop(String id) {
        state.forget(FOLDER + "/" + id + SEALED);
        state.forget(FOLDER + "/" + id + TRIED);
    }

    private void noteTry(String id, String copy) {
        state.keep(FOLDER + "/" + id + TRIED, copy);
    }

    /// Sends what waits, oldest first, and tells what became of each. What is refused keeps waiting.
    ///
    /// @throws NoRoute when the route is gone again
    void flush(OpenAccount account, InstantSource clock, Consumer<String> tell) {
        for (var waiting : all()) {
            var sealed = state.octets(FOLDER + "/" + waiting.id() + SEALED).map(Octets::of);
            var message = sealed.flatMap(octets -> account.opener().open(octets));
            if (message.isEmpty()) {
                tell.accept("a message that waits since " + waiting.since() + " does not open with your keys");
                continue;
            }
            var sending = new Sending(account, clock);
            if (waiting.tried().filter(sending::isSubmitted).isPresent()) {
                tell.accept("what waited since " + waiting.since() + " had left already");
                drop(waiting.id());
                continue;
            }
            waiting.tried().ifPresent(sending::withdraw);
            try {
                sending.send(message.get(), copy -> noteTry(waiting.id(), copy));
                tell.accept("sent what waited since " + waiting.since());
                drop(waiting.id());
            } catch (NoRoute gone) {
                throw gone;
            } catch (ClientStopped refused) {
                tell.accept("what waits since " + waiting.since() + " was not sent: " + refused.getMessage());
            }
        }
    }
}
