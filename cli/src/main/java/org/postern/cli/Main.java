package org.postern.cli;

import static java.util.Objects.requireNonNull;

import org.postern.cli.mail.ClientStopped;
import org.postern.cli.mail.MailCommand;
import org.postern.cli.probe.ProbeCommand;
import org.postern.cli.rehearsal.Rehearsal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry of the command line. `./postern` starts it for every command that is not the server itself.
@Command(
        name = "postern",
        mixinStandardHelpOptions = true,
        subcommands = {
            OperatorCommands.Reach.class,
            OperatorCommands.Domain.class,
            OperatorCommands.Account.class,
            OperatorCommands.Queue.class,
            RelayCommand.class,
            OperatorCommands.Endpoints.class,
            OperatorCommands.Volunteer.class,
            OperatorCommands.Dns.class,
            OperatorCommands.Doctor.class,
            OperatorCommands.Backup.class,
            MailCommand.class,
            Rehearsal.class,
            ProbeCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        var line = new CommandLine(new Main()).setExecutionExceptionHandler(Main::explain);
        // The text of a report begins with dashes.
        requireNonNull(line.getSubcommands().get("volunteer")).setUnmatchedOptionsArePositionalParams(true);
        System.exit(line.execute(arguments));
    }

    private static int explain(Exception thrown, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (thrown instanceof ClientStopped stopped) {
            line.getErr().println("postern: " + stopped.getMessage());
            return 1;
        }
        throw thrown;
    }
}
