/// SMTP commands, replies and framing (RFC 5321).
@NullMarked
package org.postern.wire.smtp;

import org.jspecify.annotations.NullMarked;
