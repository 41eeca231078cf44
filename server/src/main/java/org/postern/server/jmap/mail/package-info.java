/// The types of RFC 8621: Mailbox, Thread, Email and Identity, over sealed mail.
@NullMarked
package org.postern.server.jmap.mail;

import org.jspecify.annotations.NullMarked;
