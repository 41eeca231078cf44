/// Ways out: looking names up and connecting, with failures in the words of the closed list.
@NullMarked
package org.postern.reach.dial;

import org.jspecify.annotations.NullMarked;
