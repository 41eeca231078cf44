package org.postern.server.mailstore;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.postern.wire.Octets;

/// One account at one moment.
public interface Snapshot {
    /// The account's MODSEQ.
    long state();

    List<Mailbox> mailboxes();

    /// Those that exist, in the order asked for.
    List<Email> emails(Collection<EmailId> ids);

    /// The key and summary packets of those that exist.
    Map<EmailId, Opening> openings(Collection<EmailId> ids);

    /// Enough to show a line of a list: the key and summary packets.
    record Opening(Octets key, Octets summary) {}

    /// The messages of each thread that exists, oldest first.
    Map<ThreadId, List<EmailId>> threads(Collection<ThreadId> ids);

    EmailQuery.Found query(EmailQuery query, EmailQuery.Window window, boolean withTotal);

    EmailQuery.Moved queryChanges(EmailQuery query, long since, OptionalLong maxChanges);

    Changes<EmailId> emailChanges(long since, int max);

    Changes<MailboxId> mailboxChanges(long since, int max);

    Changes<ThreadId> threadChanges(long since, int max);
}
