package org.postern.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel says that a process holds (`/proc/PID/status`).
record Memory(long residentKilobytes, long peakKilobytes) {
    static Memory of(long pid) {
        return new Memory(kilobytes(pid, "VmRSS:"), kilobytes(pid, "VmHWM:"));
    }

    double residentMegabytes() {
        return residentKilobytes / 1024.0;
    }

    double peakMegabytes() {
        return peakKilobytes / 1024.0;
    }

    private static long kilobytes(long pid, String field) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith(field))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
