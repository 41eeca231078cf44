/// JMAP core and mail over what the server may know (RFC 8620, RFC 8621).
@NullMarked
package org.postern.server.jmap;

import org.jspecify.annotations.NullMarked;
