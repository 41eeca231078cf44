/// What stands before the first octet of a connection that somebody else took for us: the PROXY protocol, version 2,
/// as HAProxy's `doc/proxy-protocol.txt` describes it, and the line that tor writes.
@NullMarked
package org.postern.wire.proxy;

import org.jspecify.annotations.NullMarked;
