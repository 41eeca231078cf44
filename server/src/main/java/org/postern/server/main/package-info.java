/// Wiring: configuration and construction. No logic.
@NullMarked
package org.postern.server.main;

import org.jspecify.annotations.NullMarked;
