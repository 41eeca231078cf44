package org.postern.server.jmap.blob;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.postern.server.accounts.Account;
import org.postern.server.mailstore.Email;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.Snapshot;
import org.postern.wire.Octets;

/// What blob ids name, ready to be written out.
public record StoredBlobs(Mailstore mailstore, Uploads uploads) {
    /// Octets for a client, not read yet.
    ///
    /// @param type what they are when the client does not say it
    /// @param lasting whether the same id always names the same octets
    /// @param heldBytes of memory that its content takes while it is written out
    public record Blob(String type, long sizeBytes, boolean lasting, long heldBytes, Source source) {}

    /// Reads the octets.
    @FunctionalInterface
    public interface Source {
        /// @throws org.postern.server.db.StoreBroken when they cannot be read
        Content load();
    }

    /// Writes exactly the octets that were promised.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Empty when there is none of that id in this account.
    public Optional<Blob> open(Account account, String text) {
        return BlobId.read(text, account.id()).flatMap(id -> switch (id) {
            case BlobId.Upload upload -> uploads.find(upload).map(StoredBlobs::uploaded);
            case BlobId.Wrapped wrapped -> stored(account, wrapped.email()).map(stored -> wrapped(account, stored));
            case BlobId.Sealed sealed -> stored(account, sealed.email()).map(this::sealed);
            case BlobId.Part part -> stored(account, part.email()).map(stored -> part(stored, part.part()));
        });
    }

    private record Stored(Email email, Snapshot.Opening opening) {}

    private Optional<Stored> stored(Account account, EmailId id) {
        return mailstore.read(account.id(), snapshot -> {
            var emails = snapshot.emails(List.of(id));
            var opening = snapshot.openings(List.of(id)).get(id);
            return emails.isEmpty() || opening == null
                    ? Optional.<Stored>empty()
                    : Optional.of(new Stored(emails.getFirst(), opening));
        });
    }

    private static Blob uploaded(Uploads.Upload upload) {
        return new Blob(upload.type(), upload.octets().size(), true, 0, () -> upload.octets()::writeTo);
    }

    private Blob wrapped(Account account, Stored stored) {
        var wrapping = new Wrapping(account.address().domain());
        return new Blob("message/rfc822", wrapping.size(stored.email), true, stored.email.size(), () -> {
            var octets = keyAndBody(stored);
            return out -> wrapping.write(stored.email, octets, out);
        });
    }

    /// The summary in it may be replaced, so it does not last.
    private Blob sealed(Stored stored) {
        var opening = Octets.join(stored.opening.key(), stored.opening.summary());
        long size = opening.size() + stored.email.size();
        return new Blob(
                "application/vnd.postern.sealed",
                size,
                false,
                size,
                () -> Octets.join(opening, mailstore.body(stored.email))::writeTo);
    }

    private Blob part(Stored stored, int part) {
        if (part == 1) {
            return new Blob(
                    "application/pgp-encrypted", Wrapping.VERSION.size(), true, 0, () -> Wrapping.VERSION::writeTo);
        }
        return new Blob(
                "application/octet-stream", Wrapping.armouredSize(stored.email), true, stored.email.size(), () -> {
                    var octets = keyAndBody(stored);
                    return out -> Wrapping.writeArmoured(octets, out);
                });
    }

    private Octets keyAndBody(Stored stored) {
        return Octets.join(stored.opening.key(), mailstore.body(stored.email));
    }
}
