package org.postern.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `postern relay`: words and options go to the running server.
@Command(
        name = "relay",
        description = {
            "add USER@HOST[:PORT] | list | check [NAME] | serve NAME | spare NAME | retire NAME | remove NAME",
            "A relay is any host with OpenSSH; 'add' prints the two lines that it needs, and checks them."
        })
final class RelayCommand implements Callable<Integer> {
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

    @Option(names = "--name", description = "add: what you call it: a-z, 0-9 and -")
    private @Nullable String name;

    @Option(names = "--address", description = "add: an IP address at which senders reach it; may be repeated")
    private List<String> addresses = new ArrayList<>();

    @Option(names = "--network", description = "add: the network that it stands in, as AS64500 or 192.0.0.0/16")
    private @Nullable String network;

    @Option(names = "--listen", description = "add: the address on the relay to listen on (default: all)")
    private @Nullable String listen;

    @Option(names = "--mail-port", description = "add: where it listens for mail (default: 25)")
    private @Nullable String mailPort;

    @Option(names = "--web-port", description = "add: where it listens for the page (default: 443; 0: nowhere)")
    private @Nullable String webPort;

    @Option(names = "--host-key", description = "add: the fingerprint that you have compared, as SHA256:…")
    private @Nullable String hostKey;

    @Option(names = "--spare", description = "add: as a spare, which no answer names yet")
    private boolean spare;

    @Override
    public Integer call() {
        var asked = new ArrayList<>(List.of(spec.name()));
        asked.addAll(words);
        give(asked, "--name", name);
        addresses.forEach(address -> give(asked, "--address", address));
        give(asked, "--network", network);
        give(asked, "--listen", listen);
        give(asked, "--mail-port", mailPort);
        give(asked, "--web-port", webPort);
        give(asked, "--host-key", hostKey);
        if (spare) {
            asked.add("--spare");
        }
        var line = spec.commandLine();
        return new Operator(data).ask(asked, line.getOut(), line.getErr());
    }

    private static void give(List<String> words, String option, @Nullable String value) {
        if (value != null) {
            words.addAll(List.of(option, value));
        }
    }
}
