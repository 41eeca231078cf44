package org.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.cli.mail.MailCommand;
import picocli.CommandLine;

/// What a person is told when a command cannot be done.
class OperatorTest {
    @TempDir
    private Path folder;

    private final StringWriter complaints = new StringWriter();

    @Test
    void without_a_service_the_answer_says_how_to_start_one() {
        assertThat(ask()).isEqualTo(1);

        assertThat(complaints.toString())
                .isEqualToIgnoringNewLines("postern: no service runs on " + folder.toAbsolutePath()
                        + ". Start it with 'postern up' or 'postern serve', or name its folder with --data.");
    }

    @Test
    void a_socket_that_nobody_holds_is_explained() throws IOException {
        Files.createFile(folder.resolve("admin.sock"));

        assertThat(ask()).isEqualTo(1);

        assertThat(complaints.toString()).contains("does not answer", "Is it running, and may you open its folder?");
    }

    @Test
    void mail_without_options_shows_its_usage() {
        assertThat(mail()).isEqualTo(2);

        assertThat(complaints.toString())
                .contains("Missing required options: '--server=URL', '--user=ADDRESS', '--password-file=F'")
                .contains("Usage: ", "signup", "send", "watch");
    }

    @Test
    void mail_without_a_command_or_with_an_unknown_one_shows_its_usage() {
        var options = List.of("--server", "http://127.0.0.1:1", "--user", "ada@here.test", "--password-file", "f");

        assertThat(mail(options.toArray(String[]::new))).isEqualTo(2);
        assertThat(complaints.toString()).contains("Missing required subcommand", "Usage: ");
        assertThat(mail("--sever", "x", "list")).isEqualTo(2);
    }

    private int ask() {
        return new Operator(folder).ask(List.of("domain", "list"), new PrintWriter(new StringWriter()), writer());
    }

    private int mail(String... arguments) {
        return new CommandLine(new MailCommand()).setErr(writer()).execute(arguments);
    }

    private PrintWriter writer() {
        return new PrintWriter(complaints, true);
    }
}
