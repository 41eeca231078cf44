/// Delivery status notifications (RFC 3461, RFC 3464, RFC 6522).
@NullMarked
package org.postern.wire.dsn;

import org.jspecify.annotations.NullMarked;
