/// Pure grammars and values of the protocols. No I/O, clock, threads or random.
@NullMarked
package org.postern.wire;

import org.jspecify.annotations.NullMarked;
