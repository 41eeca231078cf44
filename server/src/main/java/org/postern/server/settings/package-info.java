/// How a room declares its settings: records whose components carry their doc line, default and bounds.
@NullMarked
package org.postern.server.settings;

import org.jspecify.annotations.NullMarked;
