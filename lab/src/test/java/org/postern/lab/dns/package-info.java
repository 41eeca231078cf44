/// The door on port 53 before real resolvers, real secondaries and the tools that people ask with.
@NullMarked
package org.postern.lab.dns;

import org.jspecify.annotations.NullMarked;
