/// Words that all of reach shares: networks, relays, what was seen and what was judged.
@NullMarked
package org.postern.reach;

import org.jspecify.annotations.NullMarked;
