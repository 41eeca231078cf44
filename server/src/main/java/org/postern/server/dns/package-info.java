/// The door on port 53: answers for our own zone and for nothing else.
@NullMarked
package org.postern.server.dns;

import org.jspecify.annotations.NullMarked;
