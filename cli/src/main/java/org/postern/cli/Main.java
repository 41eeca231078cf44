package org.postern.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry of the command line. `./postern` starts it for every command that is not the server itself.
@Command(
        name = "postern",
        mixinStandardHelpOptions = true,
        subcommands = {
            OperatorCommands.Domain.class,
            OperatorCommands.Account.class,
            OperatorCommands.Queue.class,
            OperatorCommands.Doctor.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
