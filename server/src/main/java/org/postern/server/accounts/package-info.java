/// Who has a mailbox here, and how they prove it.
@NullMarked
package org.postern.server.accounts;

import org.jspecify.annotations.NullMarked;
