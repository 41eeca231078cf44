package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `spec/index.tsv` against what code and tests cite.
final class SpecIndexTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final Pattern CITATION = Pattern.compile("RFC (\\d{3,4})\\b");
    private static final Set<String> STATUSES = Set.of("full", "part", "value");

    private record Entry(String number, String title, String status, String room) {}

    @Test
    void every_standard_that_is_cited_is_in_the_index() {
        var listed = new TreeSet<>(entries().stream().map(Entry::number).toList());

        assertThat(listed).containsAll(cited(TREE.files(".java", ".ts", ".svelte")));
    }

    @Test
    void every_standard_in_the_index_is_cited_in_its_room() {
        var missing = new ArrayList<String>();
        for (var entry : entries()) {
            for (var room : entry.room().split(" ")) {
                var files = TREE.files(".java", ".ts", ".svelte").stream()
                        .filter(file -> ("/" + file).contains(folder(room)))
                        .toList();
                if (!cited(files).contains(entry.number())) {
                    missing.add("RFC " + entry.number() + " is not cited in " + room);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void the_index_is_sorted_and_its_words_are_known() {
        var numbers = entries().stream()
                .map(entry -> Integer.parseInt(entry.number()))
                .toList();

        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(entries()).allSatisfy(entry -> assertThat(STATUSES).contains(entry.status()));
    }

    private static List<Entry> entries() {
        return TREE.lines(Path.of("spec/index.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t"))
                .map(cells -> new Entry(cells[0], cells[1], cells[2], cells[3]))
                .toList();
    }

    /// `wire.smtp` → `wire/smtp`; a bare module stands for itself.
    private static String folder(String room) {
        return "/" + room.replace('.', '/') + "/";
    }

    private static Set<String> cited(List<Path> files) {
        var numbers = new TreeSet<String>();
        for (var file : files) {
            CITATION.matcher(TREE.text(file)).results().forEach(found -> numbers.add(found.group(1)));
        }
        return numbers;
    }
}
