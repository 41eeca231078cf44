/// Copies of everything, taken while the service runs, and the way back.
@NullMarked
package org.postern.server.backup;

import org.jspecify.annotations.NullMarked;
