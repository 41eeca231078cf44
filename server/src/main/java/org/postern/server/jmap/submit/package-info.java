/// EmailSubmission (RFC 8621 §7) and what may be sent by whom.
@NullMarked
package org.postern.server.jmap.submit;

import org.jspecify.annotations.NullMarked;
