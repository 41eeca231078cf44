/// Delivery to other servers.
@NullMarked
package org.postern.server.smtpout;

import org.jspecify.annotations.NullMarked;
