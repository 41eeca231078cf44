/// What changed, told to whoever listens.
@NullMarked
package org.postern.server.events;

import org.jspecify.annotations.NullMarked;
