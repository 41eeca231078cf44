/// The PROXY protocol, version 2, as HAProxy's `doc/proxy-protocol.txt` describes it.
@NullMarked
package org.postern.wire.proxy;

import org.jspecify.annotations.NullMarked;
