/// Log, metrics and redaction.
@NullMarked
package org.postern.server.trace;

import org.jspecify.annotations.NullMarked;
