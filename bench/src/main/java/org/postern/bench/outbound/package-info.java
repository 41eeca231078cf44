/// Mail that leaves: Postern beside Postfix.
@NullMarked
package org.postern.bench.outbound;

import org.jspecify.annotations.NullMarked;
