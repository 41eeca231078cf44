/// From observations to verdicts, purely.
@NullMarked
package org.postern.reach.detect;

import org.jspecify.annotations.NullMarked;
