/// Addresses of our names at somebody else's name server, for operators who keep their DNS elsewhere.
@NullMarked
package org.postern.server.reachctl.update;

import org.jspecify.annotations.NullMarked;
