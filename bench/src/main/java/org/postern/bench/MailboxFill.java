package org.postern.bench;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.postern.seal.Certificate;
import org.postern.seal.CertificateRead;
import org.postern.seal.Sealer;
import org.postern.server.accounts.AccountId;
import org.postern.server.blobs.BlobSettings;
import org.postern.server.blobs.FolderDisk;
import org.postern.server.blobs.SegmentBlobs;
import org.postern.server.db.DataFolder;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.events.Events;
import org.postern.server.mailstore.Appended;
import org.postern.server.mailstore.MailBodies;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.NewEmail;
import org.postern.server.mailstore.Role;
import org.postern.server.mailstore.StoredMail;
import org.postern.server.queue.QueueNames;
import org.postern.server.settings.Size;
import org.postern.wire.Octets;

/// Fills the inbox of an account with sealed messages, straight into the data folder of a service that does not
/// run: what a page shows of them is what it would show had they come by SMTP.
final class MailboxFill {
    private static final long SEGMENT = 64L << 20;
    private static final int AT_ONCE = 500;
    private static final AccountId FIRST = new AccountId(1);

    private MailboxFill() {}

    /// @param data of a service with one account
    @SuppressWarnings("try") // the folder is held, not used
    static void fill(Path data, int messages) {
        try (var held = DataFolder.hold(data);
                var database = SqliteDatabase.open(data);
                var blobs = SegmentBlobs.open(
                        FolderDisk.in(data.resolve("segments")),
                        new BlobSettings(new Size(SEGMENT)),
                        List.of(new MailBodies(database), new QueueNames(database)));
                var store = new StoredMail(database, blobs, new Events())) {
            var row =
                    database.read(tables -> tables.keys().listed(FIRST.value())).orElseThrow();
            if (!(Certificate.forStorage(row.v6().toByteArray())
                    instanceof CertificateRead.Accepted(var certificate))) {
                throw new IllegalStateException("the account's certificate is refused");
            }
            var random = new Random(1);
            for (int made = 0; made < messages; made += AT_ONCE) {
                append(store, certificate, random, made);
            }
        } catch (Exception broken) {
            throw new IllegalStateException("the mailbox could not be filled", broken);
        }
    }

    private static void append(Mailstore store, Certificate to, Random random, int from) {
        var some = new ArrayList<Mailstore.Delivery>();
        for (int i = from; i < from + AT_ONCE; i++) {
            some.add(new Mailstore.Delivery(FIRST, letter(to, random, i)));
        }
        if (!store.append(some).stream().allMatch(Appended.Kept.class::isInstance)) {
            throw new IllegalStateException("a message was not kept");
        }
    }

    private static NewEmail letter(Certificate to, Random random, int number) {
        var at = Instant.parse("2020-01-01T00:00:00Z").plusSeconds(2000L * number);
        var summary = """
                {"v":1,"from":[{"name":"Sender %d","email":"sender%d@example.net"}],"to":[{"email":"you@postern.localhost"}],\
                "subject":"Letter number %d about the lighthouse","date":"%s","preview":"The lamp was lit at dusk, and the \
                keeper wrote down who had passed; this is line %d of the book.","size":%d,"protection":"none"}""".formatted(number % 997, number % 997, number, at, number, 900 + number % 4000);
        var hash = new byte[16];
        random.nextBytes(hash);
        var seen = number % 5 == 0 ? Set.<String>of() : Set.of("$seen");
        var sealed = Sealer.standard()
                .seal(
                        to,
                        Octets.utf8(summary),
                        Octets.utf8("Subject: Letter number " + number + "\r\n\r\nLit at dusk.\r\n"));
        return new NewEmail(sealed, Octets.of(hash), Set.of(new NewEmail.Folder.ByRole(Role.INBOX)), seen, at);
    }
}
