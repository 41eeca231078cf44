package org.postern.server.db;

/// The row gateways of one connection, one for each room. Valid only inside the work that got it.
public final class Tables {
    private final Sql sql;
    private final MailRows mail;
    private final QueueRows queue;
    private final NotaryRows notary;

    Tables(Sql sql) {
        this.sql = sql;
        mail = new MailRows(sql);
        queue = new QueueRows(sql);
        notary = new NotaryRows(sql);
    }

    /// Accounts' state numbers, mailboxes and messages.
    public MailRows mail() {
        return mail;
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
}
