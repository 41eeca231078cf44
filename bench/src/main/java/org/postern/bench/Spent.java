package org.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// What this process has used, by who in it.
///
/// @param cpu microseconds, of all
/// @param threads the part of each kind of thread
/// @param reads and writes: calls that read and write files
/// @param writtenKilobytes that those writes gave
record Spent(double wall, double cpu, Map<Part, Double> threads, double reads, double writes, double writtenKilobytes) {
    /// Who spends it.
    enum Part {
        INDEX,
        LOG,
        HANDING_OVER,
        JVM;

        static Part of(String thread) {
            return thread.startsWith("db-") || thread.equals("mail-filing")
                    ? INDEX
                    : thread.startsWith("blobs-") ? LOG : HANDING_OVER;
        }
    }

    static Spent soFar() {
        var beans = ManagementFactory.getThreadMXBean();
        var threads = new EnumMap<Part, Double>(Part.class);
        double named = 0;
        for (var thread : Thread.getAllStackTraces().keySet()) {
            double micros = Math.max(0, beans.getThreadCpuTime(thread.threadId())) / 1e3;
            named += micros;
            threads.merge(Part.of(thread.getName()), micros, Double::sum);
        }
        double all = StoreFixture.cpuNanos() / 1e3;
        threads.put(Part.JVM, all - named);
        return new Spent(
                System.nanoTime() / 1e3, all, threads, calls("syscr:"), calls("syscw:"), calls("wchar:") / 1024);
    }

    private static double calls(String name) {
        try (var lines = Files.lines(Path.of("/proc/self/io"))) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToDouble(line ->
                            Double.parseDouble(line.substring(name.length()).strip()))
                    .findFirst()
                    .orElse(0);
        } catch (IOException unknown) {
            throw new UncheckedIOException(unknown);
        }
    }

    /// For each of so many messages.
    Spent since(Spent before, int messages) {
        var each = new EnumMap<Part, Double>(Part.class);
        for (var part : Part.values()) {
            each.put(part, (threads.getOrDefault(part, 0.0) - before.threads.getOrDefault(part, 0.0)) / messages);
        }
        return new Spent(
                (wall - before.wall) / messages,
                (cpu - before.cpu) / messages,
                each,
                (reads - before.reads) / messages,
                (writes - before.writes) / messages,
                (writtenKilobytes - before.writtenKilobytes) / messages);
    }

    private double part(Part part) {
        return threads.getOrDefault(part, 0.0);
    }

    String csv() {
        return String.format(
                Locale.ROOT,
                "%.1f,%.1f,%.1f,%.1f,%.1f",
                cpu,
                part(Part.INDEX),
                part(Part.LOG),
                part(Part.HANDING_OVER),
                part(Part.JVM));
    }

    String cells() {
        return String.format(
                Locale.ROOT,
                "%.1f | %.1f, %.1f, %.1f, %.1f | %.1f | %.2f, %.2f | %.1f",
                cpu,
                part(Part.INDEX),
                part(Part.LOG),
                part(Part.HANDING_OVER),
                part(Part.JVM),
                wall,
                reads,
                writes,
                writtenKilobytes);
    }
}
