/// What to do with a message that arrives.
@NullMarked
package org.postern.server.intake;

import org.jspecify.annotations.NullMarked;
