/// Judge and planner on fake time, against censors: how much mail arrives, how late, at what cost
/// (docs/reach/simulator.md).
@NullMarked
package org.postern.lab.reachsim;

import org.jspecify.annotations.NullMarked;
