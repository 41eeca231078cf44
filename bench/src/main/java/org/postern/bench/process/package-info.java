/// The server's process: how fast it starts, and what it holds while nothing happens.
@NullMarked
package org.postern.bench.process;

import org.jspecify.annotations.NullMarked;
