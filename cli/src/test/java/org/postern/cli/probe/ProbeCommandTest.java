package org.postern.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.cli.mail.ClientStopped;
import picocli.CommandLine;

/// What a volunteer is told whose ticket cannot be used.
final class ProbeCommandTest {
    @TempDir
    private Path folder;

    @Test
    void a_ticket_that_is_not_there_or_is_none_is_said_in_words() throws IOException {
        var none = folder.resolve("none");
        var letter = Files.writeString(folder.resolve("letter"), "Dear volunteer\n");
        var picture = Files.write(folder.resolve("picture"), new byte[] {(byte) 0x89, 'P', 'N', 'G', (byte) 0xff});

        assertThat(said(none)).isEqualTo("no ticket of a probe can be read from " + none);
        assertThat(said(letter)).isEqualTo(letter + " is no ticket of a probe");
        assertThat(said(picture)).isEqualTo("no ticket of a probe can be read from " + picture);
    }

    private static String said(Path ticket) {
        var stopped = new AtomicReference<>("");
        var line = new CommandLine(new ProbeCommand()).setExecutionExceptionHandler((thrown, command, parsed) -> {
            if (!(thrown instanceof ClientStopped)) {
                throw thrown;
            }
            stopped.set(thrown.getMessage());
            return 1;
        });
        assertThat(line.execute("--ticket-file", ticket.toString())).isEqualTo(1);
        return stopped.get();
    }
}
