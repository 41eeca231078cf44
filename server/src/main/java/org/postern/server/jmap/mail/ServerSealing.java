package org.postern.server.jmap.mail;

import java.util.List;
import java.util.Optional;
import org.postern.seal.RandomSource;
import org.postern.seal.Sealer;
import org.postern.seal.ThreadHash;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.ThreadKeys;
import org.postern.server.keys.Directory;
import org.postern.server.mailstore.NewEmail;
import org.postern.wire.Octets;
import org.postern.wire.mime.SummaryReader;

/// Seals what a stock client imports or drafts (THREAT T-01): the octets are readable in this call only.
public record ServerSealing(Sealer sealer, Directory directory, ThreadKeys threadKeys) implements ReadableMail {
    @Override
    public NewEmail seal(AccountId account, Octets message, Place place) {
        var summary = SummaryReader.read(message, Optional.empty(), List.of());
        var sealed = sealer.seal(directory.storageCertificate(account), summary.toJson(), message);
        var hash = ThreadHash.of(Octets.of(threadKeys.threadKey(account)), summary.threadRoot(), RandomSource.system());
        return new NewEmail(sealed, hash, place.folders(), place.keywords(), place.receivedAt());
    }
}
