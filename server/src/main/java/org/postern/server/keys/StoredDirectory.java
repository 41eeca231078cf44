package org.postern.server.keys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import org.postern.seal.Certificate;
import org.postern.seal.CertificateRead;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.Accounts;
import org.postern.server.db.Database;
import org.postern.server.db.StoreBroken;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.address.MailAddress;

/// The directory over the key rows of the accounts. Certificates in use are held in memory, parsed and
/// checked; they are checked again when they are read from the disk.
public final class StoredDirectory implements Directory {
    private static final int HELD = 10_000;
    private static final Trace TRACE = Trace.of(StoredDirectory.class);

    private final Database database;
    private final Accounts accounts;
    private final Cache<AccountId, Certificate> held =
            Caffeine.newBuilder().maximumSize(HELD).executor(Runnable::run).build();

    public StoredDirectory(Database database, Accounts accounts) {
        this.database = database;
        this.accounts = accounts;
    }

    @Override
    public Certificate storageCertificate(AccountId account) {
        return held.get(account, this::read);
    }

    private Certificate read(AccountId account) {
        var row = database.read(tables -> tables.keys().listed(account.value()))
                .orElseThrow(() -> new StoreBroken("an account has no certificate"));
        return switch (Certificate.forStorage(row.v6().toByteArray())) {
            case CertificateRead.Accepted accepted -> accepted.certificate();
            case CertificateRead.Refused refused -> {
                TRACE.event("a stored certificate is refused", Field.id("account", account));
                throw new StoreBroken("a stored certificate is refused: " + refused.reason());
            }
        };
    }

    /// Answers for an account's own address and its tags; roles and suspended accounts have no listing.
    @Override
    public Optional<Listed> lookUp(MailAddress address) {
        if (!(accounts.route(address) instanceof Accounts.Route.ToAccount found)
                || !found.address().equals(address.canonical())) {
            return Optional.empty();
        }
        return database.read(tables -> tables.keys().listed(found.account().value()))
                .map(row -> new Listed(found.address(), row.v6(), row.v4(), row.keyList(), row.keyListSignature()));
    }
}
