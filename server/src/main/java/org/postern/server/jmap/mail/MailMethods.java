package org.postern.server.jmap.mail;

import java.util.List;
import org.postern.server.jmap.blob.Uploads;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Method;
import org.postern.server.keys.Directory;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.time.Clock;

/// The methods of RFC 8621 but those of sending.
public final class MailMethods {
    private MailMethods() {}

    /// What the methods work on.
    public record Ground(
            Mailstore mailstore, Directory directory, ReadableMail sealing, Uploads uploads, Clock clock) {}

    public static List<Method> all(Ground ground, Limits limits) {
        var emails = new NewEmails(ground.mailstore(), ground.sealing(), ground.uploads());
        var drafts = new DraftWriter(ground.uploads(), ground.clock(), limits.maxSizeUpload());
        return List.of(
                new FromOtherAccount("Blob/copy", Capability.CORE),
                new MailboxGet(limits),
                MailChanges.ofMailboxes(),
                new MailboxQuery(),
                new MailboxQueryChanges(),
                new MailboxSet(ground.mailstore(), limits),
                new ThreadGet(limits),
                MailChanges.ofThreads(),
                new EmailGet(limits),
                MailChanges.ofEmails(),
                new EmailQueryMethod(),
                new EmailQueryChanges(),
                new EmailSet(emails, drafts, limits),
                new EmailImport(emails, ground.directory(), ground.clock(), limits),
                new FromOtherAccount("Email/copy", Capability.MAIL),
                new EmailParse(ground.uploads(), limits),
                new IdentityGet(limits),
                new IdentityChanges(),
                new IdentitySet(limits));
    }
}
