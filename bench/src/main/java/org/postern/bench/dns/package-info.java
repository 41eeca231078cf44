/// The door on port 53 under load.
@NullMarked
package org.postern.bench.dns;

import org.jspecify.annotations.NullMarked;
