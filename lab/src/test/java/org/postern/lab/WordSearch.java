package org.postern.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Looks for many words at once in files of any kind.
final class WordSearch {
    private static final int HEAD = Long.BYTES;
    private static final int PIECE = 1 << 24;

    /// Pieces overlap by this; longer words are cut to it.
    private static final int LONGEST = 200;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Map<Long, List<byte[]>> byHead = new HashMap<>();

    /// @param words those shorter than eight octets are left out: they would be found by chance
    WordSearch(Collection<String> words) {
        for (var word : words) {
            byte[] whole = word.getBytes(StandardCharsets.UTF_8);
            byte[] octets = Arrays.copyOf(whole, Math.min(whole.length, LONGEST));
            if (octets.length >= HEAD) {
                byHead.computeIfAbsent((long) LONGS.get(octets, 0), head -> new ArrayList<>())
                        .add(octets);
            }
        }
    }

    int size() {
        return byHead.values().stream().mapToInt(List::size).sum();
    }

    /// @return `file: word` for each word that a file has
    Set<String> findings(Path root) {
        var found = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(Files::isRegularFile).forEach(file -> search(file, found));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return found;
    }

    private void search(Path file, Set<String> found) {
        try (var in = Files.newInputStream(file)) {
            byte[] kept = new byte[0];
            for (byte[] next = in.readNBytes(PIECE); next.length > 0; next = in.readNBytes(PIECE)) {
                byte[] octets = joined(kept, next);
                search(file, octets, found);
                kept = Arrays.copyOfRange(octets, Math.max(0, octets.length - LONGEST), octets.length);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void search(Path file, byte[] octets, Set<String> found) {
        for (int at = 0; at <= octets.length - HEAD; at++) {
            var candidates = byHead.get((long) LONGS.get(octets, at));
            if (candidates != null) {
                note(file, octets, at, candidates, found);
            }
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static void note(Path file, byte[] octets, int at, List<byte[]> candidates, Set<String> found) {
        for (var word : candidates) {
            int end = at + word.length;
            if (end <= octets.length && Arrays.equals(octets, at, end, word, 0, word.length)) {
                found.add(file.getFileName() + ": " + new String(word, StandardCharsets.UTF_8));
            }
        }
    }
}
