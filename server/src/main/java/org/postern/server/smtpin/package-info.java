/// The door on port 25.
@NullMarked
package org.postern.server.smtpin;

import org.jspecify.annotations.NullMarked;
