/// The only reader of the clock.
@NullMarked
package org.postern.server.time;

import org.jspecify.annotations.NullMarked;
