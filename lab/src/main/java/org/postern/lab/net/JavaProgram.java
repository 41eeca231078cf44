package org.postern.lab.net;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program of this checkout, run by the Java and from the classes that run the lab.
final class JavaProgram {
    private JavaProgram() {}

    /// @param options of the JVM
    /// @param words arguments of the program
    static List<String> command(List<String> options, String mainClass, List<String> words) {
        var whole = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        whole.addAll(options);
        whole.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                mainClass));
        whole.addAll(words);
        return whole;
    }
}
