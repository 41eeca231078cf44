package org.postern.server.mailstore;

import java.time.Instant;
import java.util.Set;
import org.postern.seal.SealedMessage;
import org.postern.wire.Octets;

/// A message to be kept.
///
/// @param threadHash 16 octets (docs/format/stored-message.md); messages of an account with the same
///     hash are one thread
public record NewEmail(
        SealedMessage sealed, Octets threadHash, Set<Folder> folders, Set<String> keywords, Instant receivedAt) {
    /// Where to put it: by role, as intake says it, or by id, as a client says it.
    public sealed interface Folder {
        record ByRole(Role role) implements Folder {}

        record ById(MailboxId id) implements Folder {}
    }
}
