package org.postern.server.main;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// The entry of the daemon: reads what the operator wrote, starts, says when it is ready.
public final class Main {
    private static final Trace TRACE = Trace.of(Main.class);
    private static final int USAGE = 2;

    private Main() {}

    public static void main(String[] words) {
        if (Standstill.knows(List.of(words))) {
            System.exit(Standstill.run(List.of(words)));
        }
        switch (Invocation.of(List.of(words))) {
            case Invocation.Read.Bad(var complaint) -> stop(complaint);
            case Invocation.Read.Good(var invocation) -> run(invocation);
        }
    }

    private static void run(Invocation invocation) {
        switch (settings(invocation)) {
            case SettingsRead.Bad<Settings>(var problems) ->
                stop("the configuration has " + problems.size() + " problem(s), nothing was started:\n  "
                        + String.join(
                                "\n  ",
                                problems.stream().map(SettingsProblem::toString).toList()));
            case SettingsRead.Good<Settings>(var settings) -> {
                if (invocation.onion() && settings.http().onion().isEmpty()) {
                    run(withOnion(invocation, settings));
                } else {
                    start(invocation.data(), settings);
                }
            }
        }
    }

    private static Invocation withOnion(Invocation invocation, Settings settings) {
        try {
            var http = settings.http();
            var listen = http.onionListen().orElse(Onion.USUAL);
            var onion = Onion.open(invocation.data(), listen, http.onionTorrc(), Clock.system());
            Runtime.getRuntime().addShutdownHook(new Thread(onion::close, "tor"));
            System.out.println("The onion service is " + onion.origin() + ".");
            return invocation.with("http.onion", onion.origin()).with("http.onion_listen", listen.toString());
        } catch (IllegalStateException failed) {
            stop(String.valueOf(failed.getMessage()));
            return invocation;
        }
    }

    private static SettingsRead<Settings> settings(Invocation invocation) {
        try {
            return SettingsReader.read(
                    Settings.class,
                    invocation.configuration().toString(),
                    invocation.configurationText(),
                    invocation.overrides());
        } catch (IOException unreadable) {
            var problem = new SettingsProblem(
                    invocation.configuration().toString(), "cannot be read or written: " + unreadable.getMessage());
            return new SettingsRead.Bad<>(List.of(problem));
        }
    }

    private static void start(Path data, Settings settings) {
        Node node;
        try {
            node = Node.start(data, settings, Clock.system());
        } catch (RuntimeException broken) {
            TRACE.failure("the service did not start", broken);
            stop("the service did not start: " + reason(broken));
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "stop"));
        TRACE.event("ready", Field.count("smtp", node.smtpPort()), Field.count("http", node.httpPort()));
        System.out.println("Postern is ready: the page is " + node.site() + ", SMTP is on port " + node.smtpPort()
                + ", the data is in " + data.toAbsolutePath() + ".");
    }

    static String reason(Throwable thrown) {
        var text = new StringBuilder(String.valueOf(thrown.getMessage()));
        for (var cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            text.append(": ").append(cause.getMessage());
        }
        return text.toString();
    }

    private static void stop(String complaint) {
        System.err.println("postern: " + complaint);
        System.exit(USAGE);
    }
}
