package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What `shared` taste asks of every file and a compiler does not check. Each finding names the file and
/// the line.
final class TidyTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final int FILE_LINES = 400;
    private static final int FUNCTION_LINES = 60;
    private static final int PARAMETERS = 5;

    private static final Pattern VAGUE_NAME = Pattern.compile(
            "(class|record|interface|enum)\\s+\\w*(Manager|Helper|Util|Utils|Impl|Service|Data|Info)\\b");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b");
    private static final Pattern SKIPPED =
            Pattern.compile("@Disabled|assumeTrue\\(|assumeThat\\(|\\b(it|test|describe)\\.(skip|todo|only)\\b");
    private static final Pattern SQL = Pattern.compile(
            "\"[^\"]*\\b(SELECT .* FROM|INSERT (OR \\w+ )?INTO|UPDATE \\w+ SET|DELETE FROM|CREATE TABLE)\\b");
    private static final Pattern MACHINE = Pattern.compile("(^|[^A-Za-z0-9_./-])/(work|root)/[a-z.]");
    private static final Pattern DOC_COMMENT = Pattern.compile("^\\s*/\\*\\*");
    private static final Pattern THREAT = Pattern.compile("T-\\d\\d");
    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "^public (?:(?:sealed|non-sealed|final|abstract) )*(?:class|record|interface|enum|@interface) \\w+");

    @Test
    void files_are_short() {
        var long_ = new ArrayList<String>();
        for (var file : TREE.files(".java", ".ts", ".svelte")) {
            int lines = TREE.lines(file).size();
            if (lines > FILE_LINES) {
                long_.add(file + ": " + lines + " lines");
            }
        }
        assertThat(long_).isEmpty();
    }

    @Test
    void functions_are_short_and_take_few_parameters() {
        var findings = new ArrayList<String>();
        for (var file : TREE.files(".java")) {
            for (var function : Functions.of(TREE.root().resolve(file))) {
                if (function.lines() > FUNCTION_LINES) {
                    findings.add(file + ": " + function.name() + " has " + function.lines() + " lines");
                }
                if (function.parameters() > PARAMETERS && !function.isConstructor()) {
                    findings.add(file + ": " + function.name() + " takes " + function.parameters() + " parameters");
                }
            }
        }
        assertThat(findings).isEmpty();
    }

    @Test
    void names_say_what_a_thing_is() {
        assertThat(matches(VAGUE_NAME, TREE.files(".java", ".ts"))).isEmpty();
    }

    @Test
    void nothing_is_left_unfinished_or_skipped() {
        var files = TREE.files(".java", ".ts", ".svelte", ".sql", ".css").stream()
                .filter(file -> !file.endsWith("TidyTest.java"))
                .toList();

        assertThat(matches(UNFINISHED, files)).isEmpty();
        assertThat(matches(SKIPPED, files)).isEmpty();
    }

    @Test
    void sql_stands_only_in_db() {
        var elsewhere = TREE.files(".java").stream()
                .filter(file -> !file.toString().contains("/server/db/")
                        && !file.toString().contains("/test/"))
                .toList();

        assertThat(matches(SQL, elsewhere)).isEmpty();
    }

    @Test
    void no_path_of_a_machine_is_named() {
        var files = TREE.files(".java", ".ts", ".svelte", ".md", ".json", ".xml", ".toml", ".sh", "postern", "run");

        assertThat(matches(MACHINE, files)).isEmpty();
    }

    @Test
    void public_types_are_described_with_three_slashes() {
        var findings = new ArrayList<String>();
        for (var file : TREE.files(".java")) {
            if (file.toString().contains("/src/main/")) {
                undescribed(file, findings);
            }
        }
        assertThat(findings).isEmpty();
        assertThat(matches(DOC_COMMENT, TREE.files(".java"))).isEmpty();
    }

    @Test
    void every_threat_that_has_an_answer_is_cited_in_code() {
        var threats = new TreeSet<String>();
        for (var line : TREE.lines(Path.of("THREATS.md"))) {
            var cells = line.split("\\|");
            if (cells.length > 4 && cells[1].strip().startsWith("T-") && !cells[4].contains("*")) {
                threats.add(cells[1].strip());
            }
        }
        var cited = cited(THREAT, TREE.files(".java", ".ts", ".svelte"));

        assertThat(threats).isNotEmpty();
        assertThat(cited).containsAll(threats);
    }

    @Test
    void every_threat_that_code_cites_is_described() {
        var described = cited(THREAT, List.of(Path.of("THREATS.md")));

        assertThat(described).containsAll(cited(THREAT, TREE.files(".java", ".ts", ".svelte")));
    }

    @Test
    void decisions_are_numbered_without_gaps() {
        var numbers = TREE.files(".md").stream()
                .filter(file -> file.startsWith("docs/adr"))
                .map(file -> file.getFileName().toString().substring(0, 4))
                .toList();

        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo("%04d".formatted(i + 1));
        }
    }

    private static void undescribed(Path file, List<String> findings) {
        var lines = TREE.lines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!PUBLIC_TYPE.matcher(lines.get(i)).find()) {
                continue;
            }
            int before = i - 1;
            while (before >= 0 && lines.get(before).startsWith("@")) {
                before--;
            }
            if (before < 0 || !(lines.get(before).startsWith("///") || isAnnotationTail(lines.get(before)))) {
                findings.add(file + ":" + (i + 1) + ": a public type without a description");
            }
        }
    }

    private static boolean isAnnotationTail(String line) {
        return line.endsWith(")") || line.endsWith("})");
    }

    private static Set<String> cited(Pattern mark, List<Path> files) {
        return files.stream()
                .flatMap(file -> mark.matcher(TREE.text(file)).results())
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> matches(Pattern pattern, List<Path> files) {
        var found = new ArrayList<String>();
        for (var file : files) {
            var lines = TREE.lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (pattern.matcher(lines.get(i)).find()) {
                    found.add(file + ":" + (i + 1) + ": " + lines.get(i).strip());
                }
            }
        }
        return found;
    }
}
