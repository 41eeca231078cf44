package org.postern.server.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.server.admin.Answer;
import org.postern.server.admin.BackupOrders;
import org.postern.server.backup.Restore;
import org.postern.server.blobs.Pace;
import org.postern.server.db.DataFolder;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.db.StoreBroken;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.address.Domain;

/// What is done on a data folder that no service runs on: `backup`, `restore`, `doctor --scan` and
/// `doctor --repair`.
final class Standstill {
    private static final List<String> COMMANDS = List.of("backup", "restore", "doctor");
    private static final String DATABASE = "postern.db";
    private static final String RESTORE_USAGE = "usage: postern restore FOLDER --data NEW [--at POINT]";

    private final Path data;
    private final Path configuration;
    private final List<String> words;

    private Standstill(Path data, Path configuration, List<String> words) {
        this.data = data;
        this.configuration = configuration;
        this.words = words;
    }

    static boolean knows(List<String> words) {
        return !words.isEmpty() && COMMANDS.contains(words.getFirst());
    }

    /// Prints what came of it.
    ///
    /// @return the exit status
    static int run(List<String> typed) {
        return print(answer(typed));
    }

    static Answer answer(List<String> typed) {
        var words = new ArrayList<>(typed);
        try {
            var data = take(words, "--data");
            var folder = Path.of(data.orElse("data"));
            var configuration = take(words, "--config").map(Path::of).orElse(folder.resolve("postern.toml"));
            return new Standstill(folder, configuration, words).carryOut(data.isPresent());
        } catch (IOException | StoreBroken broken) {
            return new Answer.Refused(Main.reason(broken));
        }
    }

    private static Optional<String> take(List<String> words, String option) throws IOException {
        int at = words.indexOf(option);
        if (at < 0) {
            return Optional.empty();
        }
        if (at + 1 == words.size()) {
            throw new IOException(option + " needs a value");
        }
        words.remove(at);
        return Optional.of(words.remove(at));
    }

    private static int print(Answer answer) {
        return switch (answer) {
            case Answer.Done(var lines) -> {
                lines.forEach(System.out::println);
                yield 0;
            }
            case Answer.Refused(var text) -> {
                System.err.println("postern: " + text);
                yield 1;
            }
        };
    }

    private Answer carryOut(boolean named) throws IOException {
        var arguments = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case "restore" -> named ? restore(new ArrayList<>(arguments)) : new Answer.Refused(RESTORE_USAGE);
            case "backup" -> onStore((base, keepers) -> new BackupOrders(keepers.backup(base)).work(arguments));
            default -> doctor(arguments);
        };
    }

    private Answer doctor(List<String> arguments) throws IOException {
        if (arguments.equals(List.of("--scan"))) {
            return onStore((base, keepers) -> keepers.scan(data, Pace.none()).run());
        }
        if (arguments.equals(List.of("--repair"))) {
            return repair();
        }
        return new Answer.Refused("no service runs on " + data.toAbsolutePath()
                + "; on a stopped one there are 'doctor --scan' and 'doctor --repair'");
    }

    /// INVARIANT: nothing is thrown away. The database is looked at first, because what its rows do not name
    /// is overwritten once the segments are open.
    private Answer repair() throws IOException {
        var faults = Files.exists(data.resolve(DATABASE)) ? databaseFaults() : List.<String>of();
        if (!faults.isEmpty()) {
            return new Answer.Refused(
                    "the database stays damaged after its indexes were made anew:\n  " + String.join("\n  ", faults)
                            + "\nNothing was thrown away. 'postern restore' of a backup is next.");
        }
        return onStore((base, keepers) -> keepers.repair(base.data()).run());
    }

    /// What is wrong still when the indexes were made anew from their rows.
    private List<String> databaseFaults() {
        try (var _ = DataFolder.hold(data)) {
            return rebuilt();
        }
    }

    private List<String> rebuilt() {
        try (var database = SqliteDatabase.open(data, 1)) {
            if (database.read(tables -> tables.backup().faults()).isEmpty()) {
                return List.of();
            }
            System.err.println("postern: the database is damaged; its indexes are made anew");
            database.change(tables -> tables.backup().rebuildIndexes());
            return database.read(tables -> tables.backup().faults());
        } catch (StoreBroken unreadable) {
            return List.of(Main.reason(unreadable));
        }
    }

    private Answer restore(List<String> arguments) throws IOException {
        var at = take(arguments, "--at");
        if (arguments.size() != 1) {
            return new Answer.Refused(RESTORE_USAGE);
        }
        var restore = new Restore(Path.of(arguments.getFirst()), at);
        try {
            restore.copy(data);
            return onStore((base, keepers) -> told(restore.settle(data, keepers.database())));
        } catch (StoreBroken broken) {
            return new Answer.Refused(Main.reason(broken) + "\n" + restore.anotherPoint());
        }
    }

    private Answer told(Restore.Restored restored) {
        var counts = restored.counts();
        var lines = new ArrayList<>(List.of(
                "Point " + restored.point() + " is in " + data.toAbsolutePath() + ": " + counts.accounts()
                        + " account(s), " + counts.messages() + " message(s).",
                restored.records() + " stored message(s) with " + restored.octets()
                        + " octets were read and are as they were written.",
                "Everybody logs in anew, and clients fetch their lists anew."));
        if (counts.jobs() > 0) {
            lines.add(counts.jobs() + " waiting job(s) are HELD, since they may have left after the backup was made:"
                    + " 'postern queue list', then 'postern queue release' or 'drop'.");
        }
        if (restored.lost() > 0) {
            lines.add(restored.lost() + " waiting job(s) are gone: their keys were left out of this point, or destroyed"
                    + " by a later backup.");
        }
        if (restored.faults().isEmpty()) {
            return new Answer.Done(lines);
        }
        return new Answer.Refused("restored with DAMAGE; all that can be read is kept.\n  " + String.join("\n  ", lines)
                + "\n  " + String.join("\n  ", restored.faults()));
    }

    private interface OnStore {
        Answer work(Node.Base base, Keepers keepers);
    }

    private Answer onStore(OnStore work) throws IOException {
        var settings = settings();
        if (settings.isEmpty()) {
            return new Answer.Refused(
                    "the configuration " + configuration + " has problems; 'postern serve' names them");
        }
        if (!Files.exists(data.resolve(DATABASE))) {
            return new Answer.Refused(data.toAbsolutePath() + " is no data folder; name one with --data");
        }
        var self = Domain.parse(settings.get().hostName()).orElseThrow();
        var base = new Node.Base(data, settings.get(), self, Clock.system(), new SecureRandom(), new Metrics());
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            return work.work(base, Keepers.open(base, open));
        } finally {
            close(open);
        }
    }

    private static void close(Deque<AutoCloseable> open) throws IOException {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception broken) {
                throw new IOException("a room did not close", broken);
            }
        }
    }

    private Optional<Settings> settings() throws IOException {
        var text = Files.exists(configuration) ? Files.readString(configuration) : "";
        return switch (SettingsReader.read(Settings.class, configuration.toString(), text, Map.of())) {
            case SettingsRead.Good<Settings>(var settings) -> Optional.of(settings);
            case SettingsRead.Bad<Settings> bad -> Optional.empty();
        };
    }
}
