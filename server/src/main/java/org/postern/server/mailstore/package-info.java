/// Sealed messages, mailboxes and their state numbers.
@NullMarked
package org.postern.server.mailstore;

import org.jspecify.annotations.NullMarked;
