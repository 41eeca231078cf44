/// The door for browsers and JMAP clients.
@NullMarked
package org.postern.server.http;

import org.jspecify.annotations.NullMarked;
