package org.postern.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.seal.SealedMessage;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.TestAccounts;
import org.postern.server.admin.Answer;
import org.postern.server.db.StoreBroken;
import org.postern.server.mailstore.Appended;
import org.postern.server.mailstore.Email;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.Mailstore.Delivery;
import org.postern.server.mailstore.NewEmail;
import org.postern.server.mailstore.Role;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;

/// `postern doctor --repair` and `postern restore` on a real data folder that is damaged.
class StandstillRepairTest {
    private static final String ADDRESS = "ada@example.org";
    private static final int MESSAGES = 80;
    private static final int BODY = 60_000;
    private static final int LOST = 40;
    private static final int RECORD_HEADER = 40;

    @TempDir
    private Path folder;

    private Path data;
    private final List<EmailId> ids = new ArrayList<>();
    private AccountId ada;

    @BeforeEach
    void fill() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("postern.toml"), "[store]\nsegment_size = \"1MiB\"\n");
        onKeepers(data, keepers -> {
            keepers.accounts().addDomain(Domain.parse("example.org").orElseThrow());
            ada = TestAccounts.add(keepers.accounts(), ADDRESS);
            for (int i = 0; i < MESSAGES; i++) {
                var kept = keepers.mailstore().append(List.of(new Delivery(ada, email(i))));
                ids.add(((Appended.Kept) kept.getFirst()).id());
            }
        });
    }

    @Test
    void what_can_be_read_is_saved_and_what_cannot_is_named_and_set_aside() throws IOException {
        var first = firstSegment();
        flip(first, 20);
        flipInside(LOST);

        var told = ((Answer.Refused) repair()).text();

        assertThat(told)
                .startsWith("1 damaged, 0 missing, which could not be saved")
                .contains("DAMAGED  the first block of " + first.getFileName())
                .contains("SET ASIDE  email " + ids.get(LOST).value() + " of " + ADDRESS + ": "
                        + data.resolve("quarantine"))
                .contains((MESSAGES - 1) + " message(s) are as they were written");
        var aside = onlyFile(data.resolve("quarantine"));
        var octets = Files.readAllBytes(aside);
        var expected = body(LOST);
        expected[1000] ^= 1;
        assertThat(octets).hasSize(RECORD_HEADER + BODY).endsWith(expected);
        allButAreRead(List.of(LOST));
        assertThat(((Answer.Refused) repair()).text())
                .contains(
                        "0 message(s) were moved",
                        "SET ASIDE  email " + ids.get(LOST).value());
        assertThat(Files.readAllBytes(onlyFile(data.resolve("quarantine")))).isEqualTo(octets);
    }

    @Test
    void a_damaged_first_block_costs_nothing() throws IOException {
        flip(firstSegment(), 20);

        assertThat(((Answer.Done) repair()).lines()).contains("Everything was saved; nothing is damaged any more.");

        assertThat(data.resolve("quarantine")).doesNotExist();
        assertThat(((Answer.Done) repair()).lines()).contains("Every message is as it was written.");
        allButAreRead(List.of());
    }

    @Test
    void a_database_that_stays_damaged_is_left_as_it_is() throws IOException {
        var database = data.resolve("postern.db");
        long size = Files.size(database);
        try (var file = Files.newByteChannel(database, StandardOpenOption.WRITE)) {
            for (long at = 4096; at < size; at += 8192) {
                file.position(at).write(ByteBuffer.allocate(2048));
            }
        }
        var segments = segmentOctets();

        var told = ((Answer.Refused) repair()).text();

        assertThat(told).startsWith("the database stays damaged").contains("'postern restore' of a backup is next");
        assertThat(segmentOctets()).isEqualTo(segments);
    }

    @Test
    void a_restore_with_a_damaged_database_names_another_point() throws IOException {
        var backup = folder.resolve("backup");
        backUp(backup);
        backUp(backup);
        var points = points(backup);
        flip(points.getLast().resolve("postern.db"), 5000);

        var told = (Answer.Refused) answer("restore", backup.toString(), "--data", "restored");

        assertThat(told.text()).contains("--at " + points.getFirst().getFileName() + " ");
        var another = answer(
                "restore",
                backup.toString(),
                "--at",
                String.valueOf(points.getFirst().getFileName()),
                "--data",
                "another");
        assertThat(another).isInstanceOf(Answer.Done.class);
        Files.delete(points.getLast().resolve("postern.db"));
        assertThat(((Answer.Refused) answer("restore", backup.toString(), "--data", "third")).text())
                .contains("postern.db is missing", "--at " + points.getFirst().getFileName() + " ");
        assertThat(folder.resolve("third")).doesNotExist();
    }

    private Answer repair() {
        return answer("doctor", "--repair", "--data", "data");
    }

    /// The last word is a folder in the folder of this test.
    private Answer answer(String... words) {
        var typed = new ArrayList<>(List.of(words));
        typed.add(folder.resolve(typed.removeLast()).toString());
        return Standstill.answer(typed);
    }

    private void backUp(Path backup) {
        assertThat(answer("backup", backup.toString(), "--data", "data")).isInstanceOf(Answer.Done.class);
    }

    private void allButAreRead(List<Integer> lost) throws IOException {
        onKeepers(data, keepers -> {
            var emails = keepers.mailstore().read(ada, snapshot -> snapshot.emails(ids));
            assertThat(emails).extracting(Email::id).containsExactlyElementsOf(ids);
            for (int i = 0; i < MESSAGES; i++) {
                var email = emails.get(i);
                if (lost.contains(i)) {
                    assertThatThrownBy(() -> keepers.mailstore().body(email)).isInstanceOf(StoreBroken.class);
                } else {
                    assertThat(keepers.mailstore().body(email).toByteArray()).isEqualTo(body(i));
                }
            }
        });
    }

    private static void onKeepers(Path data, Consumer<Keepers> work) throws IOException {
        var text = Files.readString(data.resolve("postern.toml"));
        var settings = ((SettingsRead.Good<Settings>)
                        SettingsReader.read(Settings.class, "postern.toml", text, Map.of()))
                .settings();
        var self = Domain.parse(settings.hostName()).orElseThrow();
        var base = new Node.Base(data, settings, self, Clock.system(), new SecureRandom(), new Metrics());
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            work.accept(Keepers.open(base, open));
        } finally {
            while (!open.isEmpty()) {
                close(open.pop());
            }
        }
    }

    private static void close(AutoCloseable room) {
        try {
            room.close();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static NewEmail email(int number) {
        var sealed = new SealedMessage(Octets.ascii("key"), Octets.ascii("summary"), Octets.of(body(number)));
        var thread = Octets.of(ByteBuffer.allocate(16).putInt(number).array());
        return new NewEmail(
                sealed,
                thread,
                Set.of(new NewEmail.Folder.ByRole(Role.INBOX)),
                Set.of(),
                Instant.parse("2026-11-23T12:00:00Z"));
    }

    /// Noise, as sealed mail is.
    private static byte[] body(int number) {
        var octets = new byte[BODY];
        new Random(number).nextBytes(octets);
        return octets;
    }

    /// The segment that holds the first message; later ones are in others.
    private Path firstSegment() throws IOException {
        return segmentWith(0);
    }

    private Path segmentWith(int number) throws IOException {
        for (var file : files(data.resolve("segments"))) {
            if (indexOf(file, number) >= 0) {
                return file;
            }
        }
        throw new IllegalStateException("message " + number + " is in no segment");
    }

    private static int indexOf(Path file, int number) throws IOException {
        var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        return text.indexOf(new String(body(number), StandardCharsets.ISO_8859_1));
    }

    private void flipInside(int number) throws IOException {
        var segment = segmentWith(number);
        assertThat(segment).isNotEqualTo(firstSegment());
        flip(segment, indexOf(segment, number) + 1000);
    }

    private static void flip(Path file, long at) throws IOException {
        try (var octets = Files.newByteChannel(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE))) {
            var one = ByteBuffer.allocate(1);
            octets.position(at).read(one);
            one.put(0, (byte) (one.get(0) ^ 1)).rewind();
            octets.position(at).write(one);
        }
    }

    private static Path onlyFile(Path folder) throws IOException {
        var files = files(folder);
        assertThat(files).hasSize(1);
        return files.getFirst();
    }

    private static List<Path> points(Path backup) throws IOException {
        return files(backup.resolve("points"));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private List<String> segmentOctets() throws IOException {
        var octets = new ArrayList<String>();
        for (var file : files(data.resolve("segments"))) {
            octets.add(HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
        return octets;
    }
}
