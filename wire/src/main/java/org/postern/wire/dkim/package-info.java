/// DomainKeys Identified Mail: canonical forms, tag lists, the signature field and the key record
/// (RFC 6376, RFC 8301, RFC 8463). Pure: whoever signs or verifies brings the key.
@NullMarked
package org.postern.wire.dkim;

import org.jspecify.annotations.NullMarked;
