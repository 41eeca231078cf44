package org.postern.server.db;

/// The row gateways of one connection, one for each room. Valid only inside the work that got it.
public final class Tables {
    private final Sql sql;
    private final MailRows mail;
    private final MailboxRows mailboxes;
    private final EmailRows emails;
    private final ThreadRows threads;
    private final ChangeRows changes;
    private final SearchRows searches;
    private final QueueRows queue;
    private final NotaryRows notary;
    private final AccountRows accounts;
    private final LoginRows logins;
    private final SessionRows sessions;
    private final KeyRows keys;
    private final BackupRows backup;
    private final ReachRows reach;
    private final RelayRows relays;
    private final ReachOutRows reachOut;

    Tables(Sql sql) {
        this.sql = sql;
        mail = new MailRows(sql);
        mailboxes = new MailboxRows(sql);
        emails = new EmailRows(sql);
        threads = new ThreadRows(sql);
        changes = new ChangeRows(sql);
        searches = new SearchRows(sql);
        queue = new QueueRows(sql);
        notary = new NotaryRows(sql);
        accounts = new AccountRows(sql);
        logins = new LoginRows(sql);
        sessions = new SessionRows(sql);
        keys = new KeyRows(sql);
        backup = new BackupRows(sql);
        reach = new ReachRows(sql);
        relays = new RelayRows(sql);
        reachOut = new ReachOutRows(sql);
    }

    /// Accounts' state numbers and quotas.
    public MailRows mail() {
        return mail;
    }

    public MailboxRows mailboxes() {
        return mailboxes;
    }

    /// Messages, what opens them, and the mailboxes that they are in.
    public EmailRows emails() {
        return emails;
    }

    public ThreadRows threads() {
        return threads;
    }

    /// What changed since a state, and traces of what is gone.
    public ChangeRows changes() {
        return changes;
    }

    /// Lists of messages by what the server may know.
    public SearchRows searches() {
        return searches;
    }

    /// Waiting mail and what became of submissions.
    public QueueRows queue() {
        return queue;
    }

    /// The server's own signing keys.
    public NotaryRows notary() {
        return notary;
    }

    /// What SQLite does by itself when the disk is full: for tests in this room.
    boolean loseTransaction() {
        sql.change("ROLLBACK");
        return true;
    }

    /// Domains, accounts and invitations.
    public AccountRows accounts() {
        return accounts;
    }

    /// How owners of accounts prove themselves.
    public LoginRows logins() {
        return logins;
    }

    /// Who is logged in.
    public SessionRows sessions() {
        return sessions;
    }

    /// Key material of accounts.
    public KeyRows keys() {
        return keys;
    }

    /// Relays, and the key that opens them.
    public RelayRows relays() {
        return relays;
    }

    /// What was noticed about networks, and what was done.
    public ReachRows reach() {
        return reach;
    }

    /// The newest endpoint list, and volunteers' tickets.
    public ReachOutRows reachOut() {
        return reachOut;
    }

    /// What backup and restore do across rooms.
    public BackupRows backup() {
        return backup;
    }
}
