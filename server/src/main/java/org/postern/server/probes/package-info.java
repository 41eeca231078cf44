/// What volunteers inside networks report: taken in, believed within bounds, handed to the judge.
@NullMarked
package org.postern.server.probes;

import org.jspecify.annotations.NullMarked;
