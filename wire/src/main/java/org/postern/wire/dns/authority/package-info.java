/// What an authoritative name server reads, and what it says: strict reading of questions, the zone, denial,
/// signatures, transfers. Pure; who asks is told which octets to send.
@NullMarked
package org.postern.wire.dns.authority;

import org.jspecify.annotations.NullMarked;
