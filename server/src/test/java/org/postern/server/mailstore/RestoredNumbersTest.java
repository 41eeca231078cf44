package org.postern.server.mailstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.db.TestDatabase;

/// After a restore no number is given a second time, and no client is told that nothing changed.
final class RestoredNumbersTest extends MailstoreFixture {
    @TempDir
    private Path folder;

    private StoredMailOnDisk disk;

    @Override
    protected Mailstore openStore() {
        disk = new StoredMailOnDisk(folder, published, ADA, BOB);
        return disk.store();
    }

    @Override
    protected void closeStore() {
        disk.close();
    }

    @Test
    void states_ids_and_uidvalidity_of_before_a_restore_are_never_met_again() {
        var before = keep(ADA, message("one", 1), Role.INBOX);
        var mailbox = store.read(ADA, Snapshot::mailboxes).getFirst();
        long state = store.read(ADA, Snapshot::state);
        long lost = state + 500; // given after the backup, which does not know of it

        closeStore();
        try (var database = new TestDatabase(folder)) {
            database.change(tables -> tables.backup().beginAnew());
        }
        store = openStore();

        assertThat(store.read(ADA, Snapshot::state)).isGreaterThan(lost);
        Changes<EmailId> sinceBackup = store.read(ADA, snapshot -> snapshot.emailChanges(state, 10));
        Changes<EmailId> sinceLost = store.read(ADA, snapshot -> snapshot.emailChanges(lost, 10));
        assertThat(sinceBackup).isInstanceOf(Changes.CannotTell.class);
        assertThat(sinceLost).isInstanceOf(Changes.CannotTell.class);
        assertThat(store.read(ADA, Snapshot::mailboxes).getFirst().uidValidity())
                .isGreaterThan(mailbox.uidValidity());
        var after = keep(ADA, message("two", 2), Role.INBOX);
        assertThat(after.id().value()).isGreaterThan(before.id().value() + 1_000_000);
        assertThat(after.uids()).containsEntry(mailbox.id(), 2L);
        assertThat(after.state()).isLessThan(1L << 53);
    }
}
