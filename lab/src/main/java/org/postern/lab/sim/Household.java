package org.postern.lab.sim;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.AccountRegister;
import org.postern.server.accounts.AccountSettings;
import org.postern.server.accounts.Mailboxes;
import org.postern.server.accounts.NewLogin;
import org.postern.server.accounts.NewPhrase;
import org.postern.server.accounts.SignUp;
import org.postern.server.blobs.SegmentBlobs;
import org.postern.server.db.Database;
import org.postern.server.db.KeyRows;
import org.postern.server.db.LoginRows;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.events.Events;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.StoredMail;
import org.postern.server.notary.DkimKeys;
import org.postern.server.settings.Size;
import org.postern.server.time.Clock;
import org.postern.unseal.Opener;
import org.postern.unseal.RecoveryPhrase;
import org.postern.unseal.SecretKeys;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;
import org.postern.wire.srp.Srp;

/// A data folder with a domain and some accounts, made once by the real rooms, of which every run gets a
/// copy; and the secret keys, which only the users have.
final class Household {
    static final Domain HOME = new Domain("postern.example");
    static final Domain SERVER = new Domain("mx.postern.example");
    private static final List<String> NAMES = List.of("ada", "bea", "cem.k", "d-o_r.a", "z");
    private static final long SMALL = 2_000_000;
    private static final long LARGE = 4_000_000_000L;

    private final Path folder;
    private final List<Resident> residents;

    /// One account and its secrets.
    record Resident(MailAddress address, AccountId account, SecretKeys keys, Opener opener) {}

    private Household(Path folder, List<Resident> residents) {
        this.folder = folder;
        this.residents = residents;
    }

    /// @param folder new and empty
    static Household make(Path folder) {
        var clock = startClock();
        var random = new SecureRandom();
        try (var database = SqliteDatabase.open(folder, 1);
                var blobs = SegmentBlobs.open(new SimDisk(), Life.STORE, List.of());
                var mailstore = new StoredMail(database, blobs, new Events())) {
            var register = new AccountRegister(database, mailboxes(mailstore), clock, random);
            register.addDomain(HOME);
            new DkimKeys(database, clock).ensure(HOME);
            var residents = new ArrayList<Resident>();
            for (var name : NAMES) {
                residents.add(move(database, register, new MailAddress(name, HOME), random));
            }
            return new Household(folder, List.copyOf(residents));
        }
    }

    private static Clock startClock() {
        var stands = InstantSource.fixed(SimClock.START);
        return new Clock() {
            @Override
            public Instant instant() {
                return stands.instant();
            }

            @Override
            public long nanos() {
                return 0;
            }

            @Override
            public void sleep(Duration duration) {}
        };
    }

    /// The second has a small mailbox, so that it gets full.
    private static Resident move(
            Database database, AccountRegister register, MailAddress address, SecureRandom random) {
        var clock = startClock();
        var keys = SecretKeys.generate(address, SimClock.START, random);
        var list = keys.keyList(SimClock.START);
        var listed = new KeyRows.PublicRow(
                Octets.of(keys.v6().encoded()), Octets.of(keys.v4().encoded()), list.json(), list.signature());
        long quota = address.local().equals(NAMES.get(1)) ? SMALL : LARGE;
        var settings = new AccountSettings(AccountSettings.SignUpMode.OPEN, new Size(quota), Duration.ofDays(7));
        var application = new SignUp.Application(
                address.toString(), Optional.empty(), login(random), phrase(random), octets(random, 128), listed);
        var made = new SignUp(database, register, settings, clock).signUp(application);
        if (!(made instanceof SignUp.Result.Made(var account))) {
            throw new IllegalStateException("no account for the simulator: " + made);
        }
        return new Resident(address, account, keys, new Opener(keys));
    }

    private static NewLogin login(SecureRandom random) {
        var verifier = new byte[Srp.ACCOUNTS.group().sizeBytes()];
        random.nextBytes(verifier);
        verifier[0] = 1; // below the prime
        var salts = new LoginRows.Verifier(octets(random, 16), 65_536, 3, 4, octets(random, 16), Octets.of(verifier));
        return new NewLogin(salts, octets(random, 60));
    }

    private static NewPhrase phrase(SecureRandom random) {
        try (var signature = RecoveryPhrase.random(random::nextBytes).signature()) {
            return new NewPhrase(octets(random, 60), Octets.of(signature.publicKey()));
        }
    }

    private static Octets octets(SecureRandom random, int count) {
        var octets = new byte[count];
        random.nextBytes(octets);
        return Octets.of(octets);
    }

    static Mailboxes mailboxes(Mailstore mailstore) {
        return new Mailboxes() {
            @Override
            public void open(AccountId account, long quotaBytes) {
                mailstore.open(account, quotaBytes);
            }

            @Override
            public void remove(AccountId account) {
                mailstore.remove(account);
            }
        };
    }

    List<Resident> residents() {
        return residents;
    }

    /// The database as it was when everybody had moved in.
    void copyTo(Path target) {
        Folders.copy(folder, target);
    }
}
