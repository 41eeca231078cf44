/// Telling clients of changes (RFC 8620 §7, RFC 8887).
@NullMarked
package org.postern.server.jmap.push;

import org.jspecify.annotations.NullMarked;
