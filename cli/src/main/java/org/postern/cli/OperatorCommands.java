package org.postern.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `postern domain`, `account`, `queue`, `doctor` and `backup`: the words go to the running server as they are, so
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
            name = "reach",
            description = {
                "status | steps | undo N | pin STEP | forbid STEP | allow STEP | rules",
                "partner RELAY | unpartner RELAY | networks | look NETWORK RELAY",
                "A STEP is a number of 'steps', or its words. See docs/operate/reach.md."
            })
    static final class Reach extends Asking {}

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

    @Command(name = "queue", description = "list | retry [JOB] | release [JOB] | drop JOB")
    static final class Queue extends Asking {}

    @Command(
            name = "endpoints",
            description = {
                "show | export | dns | renew",
                "'export' prints the signed list, to be given to users as a file."
            })
    static final class Endpoints extends Asking {}

    @Command(
            name = "volunteer",
            description = {
                "add LABEL AS-NUMBER | list | remove LABEL | report TEXT",
                "'add' prints the ticket by which somebody inside a network may report with 'postern probe'.",
                "'report' takes the whole text that 'postern probe --sealed-to' wrote, or that came as a mail."
            })
    static final class Volunteer extends Asking {}

    @Command(
            name = "dns",
            description = {
                "keys | show | told ADDRESS",
                "'keys' prints the DS records for the zone above, 'show' what secondaries carry,",
                "'told' which addresses an asker at ADDRESS is told."
            })
    static final class Dns extends Asking {}

    /// Commands that have a form for a stopped service too.
    abstract static class AskingIfRunning implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(
                names = "--data",
                paramLabel = "DIR",
                defaultValue = "data",
                description = "the data folder of the service (default: ./data)")
        private Path data;

        @Option(names = "--config", paramLabel = "FILE", description = "the configuration, for a stopped service")
        @SuppressWarnings("unused") // read by the form for a stopped service, which gets the same words
        private @Nullable Path configuration;

        abstract List<String> words();

        @Override
        public Integer call() {
            var asked = new ArrayList<>(List.of(spec.name()));
            asked.addAll(words());
            var line = spec.commandLine();
            return new Operator(data).askIfRunning(asked, line.getOut(), line.getErr());
        }
    }

    @Command(
            name = "doctor",
            description = {
                "looks for what is wrong and says what to do",
                "--scan reads every stored message, on a running service or a stopped one."
            })
    static final class Doctor extends AskingIfRunning {
        @Option(names = "--scan", description = "read every stored message and name what is damaged")
        private boolean scan;

        @Option(names = "--repair", description = "on a stopped service: save what can be read, throw nothing away")
        private boolean repair;

        @Override
        List<String> words() {
            return Stream.of(scan ? "--scan" : "", repair ? "--repair" : "")
                    .filter(word -> !word.isEmpty())
                    .toList();
        }
    }

    @Command(
            name = "backup",
            description = {
                "copies everything into FOLDER, only what is new since the last time; the service may run",
                "The folder has keys: keep it as you keep the data folder."
            })
    static final class Backup extends AskingIfRunning {
        @Parameters(paramLabel = "FOLDER", description = "where the points in time are kept")
        private Path folder;

        @Option(names = "--keep", paramLabel = "N", description = "afterwards remove all but the newest N points")
        private @Nullable Integer keep;

        @Option(names = "--without-queue", description = "leave out the keys of mail that waits to leave")
        private boolean withoutQueue;

        @Option(names = "--list", description = "the points in time that FOLDER holds")
        private boolean list;

        @Option(names = "--verify", description = "read every octet of FOLDER and prove that it is whole")
        private boolean verify;

        @Override
        List<String> words() {
            var words =
                    new ArrayList<>(List.of(folder.toAbsolutePath().normalize().toString()));
            if (keep != null) {
                words.addAll(List.of("--keep", keep.toString()));
            }
            words.addAll(
                    Stream.of(withoutQueue ? "--without-queue" : "", list ? "--list" : "", verify ? "--verify" : "")
                            .filter(word -> !word.isEmpty())
                            .toList());
            return words;
        }
    }
}
