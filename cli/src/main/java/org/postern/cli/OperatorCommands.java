package org.postern.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `postern domain`, `account`, `queue` and `doctor`: the words go to the running server as they are, so
/// that the two need not agree on more than words.
final class OperatorCommands {
    private OperatorCommands() {}

    abstract static class Asking implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(
                names = "--data",
                paramLabel = "DIR",
                defaultValue = "data",
                description = "the data folder of the service (default: ./data)")
        private Path data;

        @Parameters(arity = "0..*", paramLabel = "WORD", description = "what to do")
        private List<String> words = new ArrayList<>();

        @Override
        public Integer call() {
            var asked = new ArrayList<>(List.of(spec.name()));
            asked.addAll(words);
            var line = spec.commandLine();
            return new Operator(data).ask(asked, line.getOut(), line.getErr());
        }
    }

    @Command(
            name = "domain",
            description = {"add DOMAIN | list | dns DOMAIN | remove DOMAIN", "'dns' prints the records to publish."})
    static final class Domain extends Asking {}

    @Command(
            name = "account",
            description = {
                "add [ADDRESS] | list | suspend ADDRESS | resume ADDRESS | delete ADDRESS",
                "'add' prints an invitation: the person makes keys and password in the page."
            })
    static final class Account extends Asking {}

    @Command(name = "queue", description = "list | retry [JOB] | drop JOB")
    static final class Queue extends Asking {}

    @Command(name = "doctor", description = "looks for what is wrong and says what to do")
    static final class Doctor extends Asking {}
}
