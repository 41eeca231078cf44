package org.postern.lab.dns;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postern.lab.peers.Child;

/// Programs that people ask the DNS with.
final class Tools {
    private static final Duration TOOL_TIME = Duration.ofSeconds(30);

    private Tools() {}

    /// What `dig` prints.
    static String dig(Path folder, int port, String... words) {
        var command =
                new ArrayList<>(List.of("dig", "@127.0.0.1", "-p", Integer.toString(port), "+tries=1", "+time=2"));
        command.addAll(List.of(words));
        try {
            return Child.run(folder, TOOL_TIME, command.toArray(String[]::new));
        } catch (IllegalStateException notAnswered) {
            return String.valueOf(notAnswered.getMessage());
        }
    }

    /// What `delv` prints, which validates by the keys in the file and by nothing else.
    static String delv(Path folder, int port, Path anchors, String... words) {
        var command = new ArrayList<>(List.of(
                "delv",
                "@127.0.0.1",
                "-p",
                Integer.toString(port),
                "-a",
                anchors.toString(),
                "+root=" + RunningZone.ZONE));
        command.addAll(List.of(words));
        return Child.run(folder, TOOL_TIME, command.toArray(String[]::new));
    }
}
