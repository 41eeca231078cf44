/// Relays: stock OpenSSH hosts that lend us their addresses. The core connects to each, asks it to
/// listen for us (RFC 4254 §7.1), and takes every connection that comes in there as a stream with the
/// client's real address. Mail and TLS stay at the core; a relay sees octets that pass.
@NullMarked
package org.postern.reach.relay;

import org.jspecify.annotations.NullMarked;
