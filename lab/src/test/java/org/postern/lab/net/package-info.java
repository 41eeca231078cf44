/// Tests of the small internet, and those that run in it.
@NullMarked
package org.postern.lab.net;

import org.jspecify.annotations.NullMarked;
