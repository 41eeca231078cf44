package org.postern.lab.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/// Looks for words in octets.
final class Search {
    private Search() {}

    static boolean contains(byte[] octets, byte[] words) {
        return indexOf(octets, words, 0) >= 0;
    }

    /// The first place at or after `from`, or -1.
    static int indexOf(byte[] octets, byte[] words, int from) {
        byte first = words[0];
        for (int at = from; at <= octets.length - words.length; at++) {
            if (octets[at] == first && matches(octets, words, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] octets, byte[] words, int at) {
        for (int i = 1; i < words.length; i++) {
            if (octets[at + i] != words[i]) {
                return false;
            }
        }
        return true;
    }

    static boolean endsWith(byte[] octets, byte[] end) {
        int from = octets.length - end.length;
        return from >= 0 && Arrays.equals(octets, from, octets.length, end, 0, end.length);
    }

    /// The files of a folder that have the words.
    static Set<String> filesWith(Path folder, byte[] words) {
        var found = new TreeSet<String>();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (contains(Files.readAllBytes(file), words)) {
                    found.add(String.valueOf(file.getFileName()));
                }
            }
            return found;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
