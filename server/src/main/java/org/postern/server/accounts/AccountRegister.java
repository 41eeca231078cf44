package org.postern.server.accounts;

import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postern.server.db.AccountRows;
import org.postern.server.db.Database;
import org.postern.server.db.Tables;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// The accounts and domains of this server, in memory and in the database: answers come from memory,
/// changes are durable first.
public final class AccountRegister implements Accounts, ThreadKeys {
    private static final Set<String> ROLES = Set.of("postmaster", "abuse");
    private static final Trace TRACE = Trace.of(AccountRegister.class);

    private final Database database;
    private final Mailboxes mailboxes;
    private final Clock clock;
    private final Tokens tokens;
    private final List<Domain> domains = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<Domain, AccountId> postmasters = new ConcurrentHashMap<>();
    private final ConcurrentMap<MailAddress, AccountId> byAddress = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, Account> byId = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<AccountId, byte[]> threadKeys = new ConcurrentHashMap<>();

    /// Reads everything, and clears away accounts whose sign-up was cut off.
    public AccountRegister(Database database, Mailboxes mailboxes, Clock clock, SecureRandom random) {
        this.database = database;
        this.mailboxes = mailboxes;
        this.clock = clock;
        this.tokens = new Tokens(random);
        load();
    }

    private void load() {
        for (var row : database.read(tables -> tables.accounts().domains())) {
            var domain = new Domain(row.name());
            domains.add(domain);
            row.postmaster().ifPresent(id -> postmasters.put(domain, new AccountId(id)));
        }
        for (var row : database.read(tables -> tables.accounts().accounts())) {
            switch (Standing.valueOf(row.standing())) {
                case ACTIVE -> put(account(row, false));
                case SUSPENDED -> put(account(row, true));
                case MAKING -> removeRows(new AccountId(row.id()));
            }
        }
    }

    private static Account account(AccountRows.AccountRow row, boolean suspended) {
        var address = MailAddress.parse(row.address()).orElseThrow();
        return new Account(new AccountId(row.id()), address, suspended, row.quotaBytes(), row.made());
    }

    private enum Standing {
        /// Rows are there, mailboxes perhaps not yet; the owner was not told yet.
        MAKING,
        ACTIVE,
        SUSPENDED
    }

    @Override
    public Route route(MailAddress address) {
        if (!isLocal(address.domain())) {
            return new Route.Elsewhere();
        }
        var canonical = address.canonical();
        var known = byAddress.get(canonical);
        if (known == null && ROLES.contains(canonical.local())) {
            return postmaster(address.domain()).map(this::towards).orElseGet(Route.NobodyYet::new);
        }
        return known == null ? new Route.Unknown() : towards(known);
    }

    private Route towards(AccountId id) {
        var account = byId.get(id.value());
        if (account == null) {
            return new Route.Unknown();
        }
        return account.suspended() ? new Route.Suspended(id) : new Route.ToAccount(id, account.address());
    }

    /// The one who was chosen, else the oldest account of the domain that is not suspended.
    private Optional<AccountId> postmaster(Domain domain) {
        var chosen = postmasters.get(domain);
        if (chosen != null) {
            return Optional.of(chosen);
        }
        return byId.values().stream()
                .filter(account -> account.address().domain().equals(domain))
                .min(Comparator.comparing(Account::suspended)
                        .thenComparingLong(account -> account.id().value()))
                .map(Account::id);
    }

    @Override
    public boolean isLocal(Domain domain) {
        return domains.contains(domain);
    }

    @Override
    public List<Domain> domains() {
        return List.copyOf(domains);
    }

    @Override
    public Optional<Account> account(AccountId id) {
        return Optional.ofNullable(byId.get(id.value()));
    }

    /// The account of exactly this address, in any case of letters; no tag, no role.
    public Optional<Account> account(MailAddress address) {
        var folded = AddressRules.folded(address);
        return Optional.ofNullable(byAddress.get(folded)).flatMap(this::account);
    }

    @Override
    public List<Account> all() {
        return List.copyOf(byId.values());
    }

    @Override
    public byte[] threadKey(AccountId account) {
        return threadKeys.computeIfAbsent(
                account,
                id -> database.read(tables -> tables.accounts().threadKey(id.value()))
                        .orElseThrow(() -> new IllegalArgumentException("no such account"))
                        .toByteArray());
    }

    /// False when it is there already.
    public synchronized boolean addDomain(Domain domain) {
        boolean added = database.write(tables -> tables.accounts().addDomain(domain.name(), clock.instant()));
        if (added) {
            domains.add(domain);
        }
        return added;
    }

    /// False when it is not there or still has accounts.
    public synchronized boolean removeDomain(Domain domain) {
        boolean removed = database.write(tables -> tables.accounts().removeDomain(domain.name()));
        if (removed) {
            domains.remove(domain);
            postmasters.remove(domain);
        }
        return removed;
    }

    /// Who gets mail to postmaster and abuse of a domain; empty for its oldest account.
    public synchronized void setPostmaster(Domain domain, Optional<AccountId> account) {
        var id = account.map(chosen -> OptionalLong.of(chosen.value())).orElseGet(OptionalLong::empty);
        database.change(tables -> tables.accounts().setPostmaster(domain.name(), id));
        account.ifPresentOrElse(chosen -> postmasters.put(domain, chosen), () -> postmasters.remove(domain));
    }

    /// Its sessions stop, its mail is deferred by the senders' servers.
    ///
    /// @return false when there is no such account
    public synchronized boolean suspend(AccountId id) {
        return stand(id, Standing.SUSPENDED);
    }

    /// False when there is no such account.
    public synchronized boolean resume(AccountId id) {
        return stand(id, Standing.ACTIVE);
    }

    private boolean stand(AccountId id, Standing standing) {
        var account = byId.get(id.value());
        if (account == null) {
            return false;
        }
        database.change(tables -> tables.accounts().setStanding(id.value(), standing.name()));
        put(new Account(id, account.address(), standing == Standing.SUSPENDED, account.quotaBytes(), account.made()));
        TRACE.event("account standing changed", Field.id("account", id), Field.word("standing", standing));
        return true;
    }

    /// False when there is no such account.
    public synchronized boolean setQuota(AccountId id, long quotaBytes) {
        var account = byId.get(id.value());
        if (account == null) {
            return false;
        }
        database.change(tables -> tables.accounts().setQuota(id.value(), quotaBytes));
        mailboxes.open(id, quotaBytes);
        put(new Account(id, account.address(), account.suspended(), quotaBytes, account.made()));
        return true;
    }

    /// Mail, keys and sessions go; nothing brings them back.
    ///
    /// @return false when there is no such account
    public synchronized boolean delete(AccountId id) {
        var account = byId.remove(id.value());
        if (account == null) {
            return false;
        }
        byAddress.remove(account.address());
        postmasters.values().remove(id);
        threadKeys.remove(id);
        database.change(tables -> tables.accounts().setStanding(id.value(), Standing.MAKING.name()));
        removeRows(id);
        TRACE.event("account deleted", Field.id("account", id));
        return true;
    }

    /// INVARIANT: rows go last, so that mail of a half-removed account is found again at the next start.
    private void removeRows(AccountId id) {
        mailboxes.remove(id);
        database.change(tables -> tables.accounts().removeAccount(id.value()));
    }

    /// More rows of a new account, in the transaction that makes it.
    @FunctionalInterface
    interface Furnishing {
        void add(Tables tables, long account);
    }

    /// A new account; empty when the address is taken. The owner may be told when this returns.
    synchronized Optional<Account> add(MailAddress address, long quotaBytes, Furnishing furnishing) {
        var row = new AccountRows.NewAccount(
                address.toString(),
                address.domain().name(),
                Standing.MAKING.name(),
                quotaBytes,
                clock.instant(),
                Octets.of(tokens.octets(32)));
        var made = database.write(tables -> {
            var id = tables.accounts().addAccount(row);
            id.ifPresent(account -> furnishing.add(tables, account));
            return id;
        });
        if (made.isEmpty()) {
            return Optional.empty();
        }
        var id = new AccountId(made.getAsLong());
        openMailboxes(id, quotaBytes);
        var account = new Account(id, address, false, quotaBytes, row.made());
        put(account);
        TRACE.event("account made", Field.id("account", id));
        return Optional.of(account);
    }

    private void openMailboxes(AccountId id, long quotaBytes) {
        try {
            mailboxes.open(id, quotaBytes);
            database.change(tables -> tables.accounts().setStanding(id.value(), Standing.ACTIVE.name()));
        } catch (RuntimeException broken) {
            removeRows(id); // if this fails too, the next start does it
            throw broken;
        }
    }

    private void put(Account account) {
        byId.put(account.id().value(), account);
        byAddress.put(account.address(), account.id());
    }
}
