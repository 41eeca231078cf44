package org.postern.cli;

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
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler(Main::explain)
                .execute(arguments));
    }

    private static int explain(Exception thrown, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (thrown instanceof ClientStopped stopped) {
            line.getErr().println("postern: " + stopped.getMessage());
            return 1;
        }
        throw thrown;
    }
}
