/// The simulator: the real rooms of the server on fake time, network, DNS and disk, by seed
/// (docs/simulator.md).
@NullMarked
package org.postern.lab.sim;

import org.jspecify.annotations.NullMarked;
