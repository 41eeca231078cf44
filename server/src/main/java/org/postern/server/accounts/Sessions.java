package org.postern.server.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.postern.server.db.Database;
import org.postern.server.db.SessionRows;
import org.postern.server.db.StoreBroken;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;

/// Who is logged in. A token is kept as its hash only; sessions in use are held in memory.
public final class Sessions {
    static final Duration PAGE_IDLE = Duration.ofDays(30);
    private static final int MOST_OF_AN_ACCOUNT = 100;
    private static final int HELD = 20_000;
    private static final Trace TRACE = Trace.of(Sessions.class);

    private final Database database;
    private final Accounts accounts;
    private final Clock clock;
    private final Tokens tokens;
    private final Cache<String, Optional<Session>> held;

    public Sessions(Database database, Accounts accounts, Clock clock, SecureRandom random) {
        this.database = database;
        this.accounts = accounts;
        this.clock = clock;
        this.tokens = new Tokens(random);
        this.held =
                Caffeine.newBuilder().maximumSize(HELD).executor(Runnable::run).build();
    }

    /// @param token the only time that it is seen
    public record Opened(long id, String token) {}

    /// @param label at most 100 characters are kept
    public Opened open(AccountId account, Session.Kind kind, String label) {
        var token = tokens.next();
        var kept = label.substring(0, Math.min(label.length(), 100));
        var row = new SessionRows.NewSession(
                account.value(), Octets.of(Tokens.hash(token).orElseThrow()), kind.name(), kept, clock.instant());
        var added = database.write(tables -> tables.sessions().add(row, MOST_OF_AN_ACCOUNT));
        forget(added.gone());
        return new Opened(added.id(), token);
    }

    /// The session of a token, unless it ended, was idle too long, or its account may not be used.
    public Optional<Session> find(String token) {
        var hash = Tokens.hash(token);
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        var key = HexFormat.of().formatHex(hash.get());
        var found = held.get(key, this::load);
        if (found.isEmpty()) {
            held.asMap().remove(key, found); // who guesses shall not push out those who are logged in
        }
        return found.filter(this::alive)
                .filter(session -> mayBeUsed(session.account()))
                .map(session -> touched(key, session));
    }

    /// Whether a session that was found before has not ended since, and its account may be used.
    public boolean stands(AccountId account, long id) {
        return mayBeUsed(account) && of(account).stream().anyMatch(session -> session.id() == id);
    }

    /// Newest first.
    public List<Session> of(AccountId account) {
        return database.read(tables -> tables.sessions().of(account.value())).stream()
                .map(Sessions::session)
                .filter(this::alive)
                .toList();
    }

    /// False when the account has no such session.
    public boolean close(AccountId account, long id) {
        var gone = database.write(tables -> tables.sessions().remove(account.value(), id));
        gone.ifPresent(hash -> forget(List.of(hash)));
        return gone.isPresent();
    }

    /// Ends all sessions of an account but one.
    public void closeOthers(AccountId account, long kept) {
        forget(database.write(tables -> tables.sessions().removeOthers(account.value(), kept)));
    }

    public void closeAll(AccountId account) {
        closeOthers(account, 0);
    }

    /// Removes what nobody can use any more; now and then.
    public void sweep() {
        var before = clock.instant().minus(PAGE_IDLE);
        database.change(tables -> tables.sessions().removeIdle(Session.Kind.PAGE.name(), before));
    }

    private Optional<Session> load(String hash) {
        var octets = Octets.of(HexFormat.of().parseHex(hash));
        return database.read(tables -> tables.sessions().byToken(octets)).map(Sessions::session);
    }

    private boolean mayBeUsed(AccountId id) {
        return accounts.account(id).filter(account -> !account.suspended()).isPresent();
    }

    private boolean alive(Session session) {
        return session.kind() == Session.Kind.APP
                || clock.instant().isBefore(session.lastUsed().plus(PAGE_IDLE));
    }

    /// Last use is written once an hour: what is on the disk shall not say when somebody read mail.
    private Session touched(String key, Session session) {
        var hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        if (!hour.isAfter(session.lastUsed())) {
            return session;
        }
        var now =
                new Session(session.id(), session.account(), session.kind(), session.label(), session.created(), hour);
        held.asMap().replace(key, Optional.of(session), Optional.of(now));
        write(session.id(), hour);
        return now;
    }

    private void write(long id, Instant hour) {
        try {
            database.change(tables -> tables.sessions().touch(id, hour));
        } catch (StoreBroken broken) {
            TRACE.failure("last use was not written", broken, Field.id("session", id));
        }
    }

    private void forget(List<Octets> hashes) {
        hashes.forEach(hash -> held.invalidate(HexFormat.of().formatHex(hash.toByteArray())));
    }

    private static Session session(SessionRows.SessionRow row) {
        return new Session(
                row.id(),
                new AccountId(row.account()),
                Session.Kind.valueOf(row.kind()),
                row.label(),
                row.created(),
                row.lastUsed());
    }
}
