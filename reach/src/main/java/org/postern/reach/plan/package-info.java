/// From verdicts to steps, purely.
@NullMarked
package org.postern.reach.plan;

import org.jspecify.annotations.NullMarked;
