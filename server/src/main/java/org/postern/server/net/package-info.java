/// Listening, dialling, TLS, name look-ups, permits.
@NullMarked
package org.postern.server.net;

import org.jspecify.annotations.NullMarked;
