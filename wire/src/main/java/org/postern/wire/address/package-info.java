/// Mail addresses and domains (RFC 5321 §4.1.2, RFC 6531).
@NullMarked
package org.postern.wire.address;

import org.jspecify.annotations.NullMarked;
