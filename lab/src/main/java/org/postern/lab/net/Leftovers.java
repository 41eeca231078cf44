package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Takes away what a lab made: the processes in its namespaces, the namespaces, and their files below
/// `/etc/netns`. A shell in a session of its own waits for this process to end, however it ends, and does
/// it then; what even that shell left behind goes when the next lab starts.
final class Leftovers implements AutoCloseable {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final String FAMILY = "pst";

    /// `$1` is the prefix of names. Namespaces go one by one, each after those who live in it.
    private static final String TAKE_AWAY = """
            for name in $(ip netns list | cut -d' ' -f1 | grep "^$1"); do
              for round in 1 2 3; do ip netns pids $name | xargs -r kill -9 2>/dev/null; done
              ip netns del $name
              rm -rf /etc/netns/$name
            done
            """;

    private final String prefix;
    private final Process keeper;

    private Leftovers(String prefix, Process keeper) {
        this.prefix = prefix;
        this.keeper = keeper;
    }

    /// Removes what labs of dead processes left, and watches over a new one.
    static Leftovers watch() {
        for (var line : Shell.run(List.of("ip", "netns", "list")).lines().toList()) {
            var name = line.split(" ", 2)[0];
            if (name.matches(FAMILY + "\\d+x\\d+-.*") && !ownerLives(name)) {
                Shell.run(List.of("sh", "-c", TAKE_AWAY, "sh", name));
            }
        }
        var prefix = FAMILY + ProcessHandle.current().pid() + "x" + MADE.incrementAndGet() + "-";
        try {
            // The pipe to its standard input closes with this process, and only then.
            var keeper = new ProcessBuilder("setsid", "sh", "-c", "cat >/dev/null\n" + TAKE_AWAY, "sh", prefix)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Leftovers(prefix, keeper);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// How every name of this lab begins.
    String prefix() {
        return prefix;
    }

    @Override
    public void close() {
        try {
            keeper.getOutputStream().close();
            if (!keeper.waitFor(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the namespaces " + prefix + "* do not go away");
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean ownerLives(String name) {
        long pid = Long.parseLong(name.substring(FAMILY.length(), name.indexOf('x')));
        return ProcessHandle.of(pid).isPresent();
    }
}
