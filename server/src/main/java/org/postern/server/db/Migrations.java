package org.postern.server.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Brings the schema up to the program's: the numbered scripts `db/NNNN-title.sql`, each in one
/// transaction, each once, in order. A schema that knows more than the program is refused, because what
/// it means is not known here.
final class Migrations {
    private static final String ANCHOR = "/db/0001-mail.sql";
    private static final Pattern NAME = Pattern.compile("(\\d{4})-[a-z0-9-]+\\.sql");

    private final List<Script> scripts;

    Migrations(List<Script> scripts) {
        this.scripts =
                scripts.stream().sorted(Comparator.comparingInt(Script::number)).toList();
    }

    /// @param number its place; unique
    record Script(int number, String text) {}

    /// The scripts that are shipped with the program.
    static Migrations shipped() {
        try {
            var anchor = Migrations.class.getResource(ANCHOR);
            if (anchor == null) {
                throw new IllegalStateException("the migration scripts are not on the class path");
            }
            return new Migrations(scriptsBeside(anchor.toURI()));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (URISyntaxException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    /// Those before a number, to make a folder as an older program left it.
    Migrations before(int number) {
        return new Migrations(
                scripts.stream().filter(script -> script.number() < number).toList());
    }

    private static List<Script> scriptsBeside(URI anchor) throws IOException {
        if (!"jar".equals(anchor.getScheme())) {
            return scriptsIn(Path.of(anchor).resolveSibling(""));
        }
        try (var jar = FileSystems.newFileSystem(anchor, Map.of())) {
            return scriptsIn(jar.getPath(ANCHOR).resolveSibling(""));
        }
    }

    private static List<Script> scriptsIn(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> NAME.matcher(fileName(file)).matches())
                    .map(Migrations::script)
                    .toList();
        }
    }

    private static Script script(Path file) {
        try {
            return new Script(Integer.parseInt(fileName(file).substring(0, 4)), Files.readString(file));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }

    /// @throws StoreBroken when the schema is newer than the program, or a script fails
    void apply(Connection connection) {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY)");
            var applied = applied(connection);
            refuseNewer(applied);
            statement.executeUpdate("PRAGMA foreign_keys=OFF"); // a table that others refer to may be made anew
            for (var script : scripts) {
                if (!applied.contains(script.number())) {
                    apply(connection, script);
                }
            }
            statement.executeUpdate("PRAGMA foreign_keys=ON");
        } catch (SQLException broken) {
            throw new StoreBroken("the schema could not be brought up to date", broken);
        }
    }

    private static Set<Integer> applied(Connection connection) throws SQLException {
        var applied = new TreeSet<Integer>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT number FROM schema_version")) {
            while (rows.next()) {
                applied.add(rows.getInt(1));
            }
        }
        return applied;
    }

    private void refuseNewer(Set<Integer> applied) {
        var unknown = new TreeSet<>(applied);
        unknown.removeAll(scripts.stream().map(Script::number).collect(Collectors.toSet()));
        if (!unknown.isEmpty()) {
            throw new StoreBroken("the data folder was written by a newer version of postern (its schema has step "
                    + unknown.last() + ", this program does not); run that version or a later one");
        }
    }

    private static void apply(Connection connection, Script script) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            try {
                statement.executeUpdate(script.text());
                statement.executeUpdate("INSERT INTO schema_version VALUES (" + script.number() + ")");
                statement.executeUpdate("COMMIT");
            } catch (SQLException broken) {
                statement.executeUpdate("ROLLBACK");
                throw broken;
            }
        }
    }
}
