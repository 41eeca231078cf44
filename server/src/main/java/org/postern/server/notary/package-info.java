/// The server's own signing keys. It signs; it never hands a key out.
@NullMarked
package org.postern.server.notary;

import org.jspecify.annotations.NullMarked;
