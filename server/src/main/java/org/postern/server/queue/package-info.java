/// Mail that waits to leave, durable before the answer.
@NullMarked
package org.postern.server.queue;

import org.jspecify.annotations.NullMarked;
