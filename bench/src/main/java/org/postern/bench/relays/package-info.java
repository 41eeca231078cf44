/// Mail that comes in by relays, beside mail that comes directly.
@NullMarked
package org.postern.bench.relays;

import org.jspecify.annotations.NullMarked;
