/// Notices blocks and repairs them: counts what the doors see, asks the judge and the planner of
/// `reach`, and does what they say. What a person decided is never overruled.
@NullMarked
package org.postern.server.reachctl;

import org.jspecify.annotations.NullMarked;
