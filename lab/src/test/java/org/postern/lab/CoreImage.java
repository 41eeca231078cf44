package org.postern.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.postern.lab.peers.Child;

/// What a process has of files: a core image of the memory that is written back to files, and every file
/// that it holds open, deleted ones included. Private memory is left out: there mail is readable for a
/// moment (THREAT T-18). Private mappings of files belong to it (the JDK maps a part of the heap so, over
/// its class archive): what is written there is a copy that never reaches the file.
final class CoreImage {
    /// core(5): file-backed shared mappings.
    private static final String WRITTEN_BACK = "0x8";

    private CoreImage() {}

    /// @return a folder with the image and copies of the open files
    static Path ofFiles(long pid, Path into) {
        try {
            Files.createDirectories(into);
            Files.writeString(Path.of("/proc/" + pid + "/coredump_filter"), WRITTEN_BACK);
            Child.run(
                    into,
                    Duration.ofMinutes(2),
                    "gcore",
                    "-o",
                    into.resolve("core").toString(),
                    Long.toString(pid));
            copyOpenFiles(pid, into);
            return into;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void copyOpenFiles(long pid, Path into) throws IOException {
        try (var handles = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (var handle : handles.toList()) {
                if (Files.isRegularFile(handle) && !isProgram(handle)) {
                    Files.copy(handle, into.resolve("fd-" + handle.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static boolean isProgram(Path handle) throws IOException {
        var target = Files.readSymbolicLink(handle).toString();
        return target.endsWith(".jar") || target.contains("/jvm/") || target.endsWith("/modules");
    }
}
