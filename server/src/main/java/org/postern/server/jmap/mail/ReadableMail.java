package org.postern.server.jmap.mail;

import java.time.Instant;
import java.util.Set;
import org.postern.server.accounts.AccountId;
import org.postern.server.mailstore.MailboxId;
import org.postern.server.mailstore.NewEmail;
import org.postern.wire.Octets;

/// Seals readable octets that a client gave, as arriving mail is sealed: summary made, sealed to the
/// account's certificate, nothing kept.
@FunctionalInterface
public interface ReadableMail {
    /// @throws org.postern.seal.SealingFailed when it cannot be sealed; nothing is stored then
    /// @throws org.postern.server.db.StoreBroken when the certificate cannot be read
    NewEmail seal(AccountId account, Octets message, Place place);

    /// Where the message goes and how it is marked.
    record Place(Set<MailboxId> mailboxes, Set<String> keywords, Instant receivedAt) {
        Set<NewEmail.Folder> folders() {
            return mailboxes.stream()
                    .map(NewEmail.Folder.ById::new)
                    .collect(java.util.stream.Collectors.toUnmodifiableSet());
        }
    }
}
