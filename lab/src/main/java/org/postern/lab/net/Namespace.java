package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postern.lab.peers.Child;

/// One network namespace: a host or a router.
///
/// @param name as `ip netns list` has it
/// @param folder for the files of what runs there
public record Namespace(String name, Path folder) {
    static Namespace make(String prefix, String name, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        var made = new Namespace(prefix + name, folder);
        Shell.run(List.of("ip", "netns", "add", made.name()));
        made.run("ip", "link", "set", "lo", "up");
        return made;
    }

    /// The same command, in here.
    public List<String> inside(List<String> words) {
        var whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(words);
        return whole;
    }

    /// Runs to the end.
    ///
    /// @return what it printed
    public String run(String... words) {
        return Shell.run(inside(List.of(words)));
    }

    /// Runs to the end, and whatever comes of it is an answer.
    Shell.Ended tried(String... words) {
        return Shell.tried(inside(List.of(words)));
    }

    /// Starts and returns at once.
    public Child start(String log, List<String> words, Map<String, String> environment) {
        return Child.start(folder, log, inside(words), environment);
    }

    /// Whoever runs here sees this in place of the machine's own file of `/etc`.
    void replaceEtc(String file, List<String> lines) {
        try {
            var place = Files.createDirectories(Path.of("/etc/netns", name));
            Files.write(place.resolve(file), lines);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Whether somebody here can connect to there.
    public boolean reaches(String address, int port) {
        return tried("timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/" + address + "/" + port)
                        .status()
                == 0;
    }
}
