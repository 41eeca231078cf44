package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a run says: to whoever waits for it, and as files of a folder.
public final class Report {
    private final Path folder;
    private final List<String> lines = new ArrayList<>();

    /// @param folder that gets the files
    public Report(Path folder) {
        this.folder = folder;
    }

    /// One line, in Markdown.
    public synchronized void say(String line) {
        System.out.println(line);
        lines.add(line);
    }

    /// A file beside the lines.
    public void file(String name, String text) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Writes all lines so far.
    public synchronized void keep(String name) {
        file(name, String.join("\n", lines) + "\n");
    }
}
