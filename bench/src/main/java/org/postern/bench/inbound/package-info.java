/// Mail that arrives: Postern beside its peers.
@NullMarked
package org.postern.bench.inbound;

import org.jspecify.annotations.NullMarked;
