/// Kills the service under load, and holds what it says afterwards against what it said before.
@NullMarked
package org.postern.lab.kill;

import org.jspecify.annotations.NullMarked;
