/// What answers of the DNS say, as values (RFC 1035, RFC 5321 §5, RFC 7505). Messages are dnsjava's.
@NullMarked
package org.postern.wire.dns;

import org.jspecify.annotations.NullMarked;
